// Writes the mappings of a source map with one source, as its format has them: for each place of the generated text
// how far it is from the one before, there and in the source.

import type { Position } from './diagnostics/code-frame.ts'
import type { ToPosition } from './written-text.ts'

/** Mappings that grow with the generated text. */
export class Mappings {
  // As bytes: a map is many times a few characters.
  #bytes = Buffer.allocUnsafe(1_024)
  #length = 0
  #generatedColumn = 0
  // Of the last place that was mapped; 0-based.
  #lastGenerated = 0
  #lastLine = 0
  #lastColumn = 0
  #isLineStart = true
  readonly #toPosition: ToPosition | undefined

  /** `toPosition` is for places of a text that is not yet the source. */
  constructor(toPosition?: ToPosition) {
    this.#toPosition = toPosition
  }

  /** Encoded. */
  get text(): string {
    return this.#bytes.toString('latin1', 0, this.#length)
  }

  /** Adds generated text that stands for nothing in the source. */
  skip(generated: string): void {
    let lineStart = 0
    for (let at = generated.indexOf('\n'); at !== -1; at = generated.indexOf('\n', lineStart)) {
      this.#endLine()
      lineStart = at + 1
    }
    this.#generatedColumn += generated.length - lineStart
  }

  /** Adds a generated line, or a part of one, that stands for what is at a place of the source. */
  map(generated: string, { line, column }: Position): void {
    this.#trace(this.#generatedColumn, line - 1, column - 1)
    this.#generatedColumn += generated.length
  }

  /** Adds a copy of the source. Maps each word, and each character that is part of none. */
  copy(code: string, start: number, end: number, place: Position): void {
    let line = place.line - 1
    // From an offset in the code to the columns of the line that it is on.
    let toColumn = place.column - 1 - start
    let toGenerated = this.#generatedColumn - start
    let isInWord = false
    for (let at = start; at < end; at += 1) {
      const char = code.charCodeAt(at)
      if (char === NEWLINE) {
        this.#endLine()
        line += 1
        toColumn = toGenerated = -(at + 1)
        isInWord = false
        continue
      }
      const isWord = isWordCode(char)
      if (!isWord || !isInWord) this.#trace(at + toGenerated, line, at + toColumn)
      isInWord = isWord
    }
    this.#generatedColumn = end + toGenerated
  }

  #endLine(): void {
    this.#makeRoom()
    this.#bytes[this.#length++] = SEMICOLON
    this.#generatedColumn = 0
    this.#lastGenerated = 0
    this.#isLineStart = true
  }

  #trace(generatedColumn: number, line: number, column: number): void {
    if (this.#toPosition === undefined) return this.#map(generatedColumn, line, column)
    const place = this.#toPosition({ line: line + 1, column: column + 1 })
    if (place !== undefined) this.#map(generatedColumn, place.line - 1, place.column - 1)
  }

  #map(generatedColumn: number, line: number, column: number): void {
    this.#makeRoom()
    if (!this.#isLineStart) this.#bytes[this.#length++] = COMMA
    this.#write(generatedColumn - this.#lastGenerated)
    this.#bytes[this.#length++] = ZERO // the source
    this.#write(line - this.#lastLine)
    this.#write(column - this.#lastColumn)
    this.#lastGenerated = generatedColumn
    this.#lastLine = line
    this.#lastColumn = column
    this.#isLineStart = false
  }

  // Five bits a digit, the lowest first; the very lowest is the sign.
  #write(value: number): void {
    let rest = value < 0 ? (-value << 1) | 1 : value << 1
    for (; rest > 31; rest >>>= 5) {
      this.#bytes[this.#length++] = DIGITS.charCodeAt((rest & 31) | 32)
    }
    this.#bytes[this.#length++] = DIGITS.charCodeAt(rest)
  }

  #makeRoom(): void {
    if (this.#length + LONGEST <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(this.#bytes.length * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

const NEWLINE = 10
const COMMA = 44
const SEMICOLON = 59

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95
  )
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const ZERO = DIGITS.charCodeAt(0)

/** Bytes of a mapping, at most: a comma, the source, and three numbers of 32 bits. */
const LONGEST = 2 + 3 * 7
