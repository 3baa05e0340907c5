// Writes the mappings of a source map with one source, as its format has them: for each place of the generated text
// how far it is from the one before, there and in the source.

import type { Position } from './diagnostics/code-frame.ts'

/** Mappings that grow with the generated text. */
export class Mappings {
  /** Encoded. */
  text = ''
  #generatedColumn = 0
  // Of the last place that was mapped; 0-based.
  #lastGenerated = 0
  #lastLine = 0
  #lastColumn = 0
  #isLineStart = true

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
    this.#mapHere(line - 1, column - 1)
    this.#generatedColumn += generated.length
  }

  /** Adds a copy of the source. Maps each word, and each character that is part of none. */
  copy(code: string, start: number, end: number, place: Position): void {
    let line = place.line - 1
    let column = place.column - 1
    let isInWord = false
    for (let at = start; at < end; at += 1) {
      const char = code.charCodeAt(at)
      const isWord = isWordCode(char)
      if (char === NEWLINE) {
        this.#endLine()
        line += 1
        column = 0
      } else {
        if (!isWord || !isInWord) this.#mapHere(line, column)
        this.#generatedColumn += 1
        column += 1
      }
      isInWord = isWord
    }
  }

  #endLine(): void {
    this.text += ';'
    this.#generatedColumn = 0
    this.#lastGenerated = 0
    this.#isLineStart = true
  }

  #mapHere(line: number, column: number): void {
    const moved = this.#generatedColumn - this.#lastGenerated
    const isCopy = line === this.#lastLine && column - this.#lastColumn === moved
    if (isCopy && !this.#isLineStart) {
      this.text += COPIED[moved] ?? segment(moved, 0, moved)
    } else {
      const added = segment(moved, line - this.#lastLine, column - this.#lastColumn)
      this.text += this.#isLineStart ? added.slice(1) : added
    }
    this.#lastGenerated = this.#generatedColumn
    this.#lastLine = line
    this.#lastColumn = column
    this.#isLineStart = false
  }
}

const NEWLINE = 10

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95
  )
}

function segment(generatedColumn: number, line: number, column: number): string {
  return `,${encode(generatedColumn)}A${encode(line)}${encode(column)}`
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

// Five bits a digit, the lowest first; the very lowest is the sign.
function encode(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  for (; rest > 31; rest >>>= 5) text += DIGITS[(rest & 31) | 32]
  return text + DIGITS[rest]
}

// Nearly all: in a copy, both places move by the length of a word.
const COPIED: readonly string[] = Array.from({ length: 64 }, (_, moved) => segment(moved, 0, moved))
