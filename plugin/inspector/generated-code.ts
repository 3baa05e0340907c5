// Compiled code, traced back to its source: which line each line was, and which variable each name is.

import { SourceMap, type SourceMapPayload } from 'node:module'

import type { CapturedVariable, Travel } from '../captured.ts'
import { createLocator } from '../diagnostics/code-frame.ts'
import { tokenize, type Token } from '../tokens.ts'
import type { PageCode, PageMark } from './page-state.ts'

/** Where a source names what a call site captured. */
export class SourceMarks {
  readonly source: string
  readonly #lineStarts: readonly number[]
  readonly #offsetToTravel = new Map<number, Travel>()
  readonly #values: ReadonlySet<string>

  constructor(source: string, captured: readonly CapturedVariable[]) {
    this.source = source
    this.#lineStarts = startsOf(source)
    for (const { travel, occurrences } of captured) {
      for (const offset of occurrences) this.#offsetToTravel.set(offset, travel)
    }
    this.#values = new Set(
      captured.filter(({ travel }) => travel === 'value').map(({ name }) => name),
    )
  }

  list(): PageMark[] {
    return [...this.#offsetToTravel]
  }

  /** How what stands at a place of the source travels, if it is captured. */
  travelAt(offset: number): Travel | undefined {
    return this.#offsetToTravel.get(offset)
  }

  isValue(name: string): boolean {
    return this.#values.has(name)
  }

  offsetOf(line: number, column: number): number {
    return (this.#lineStarts[line] ?? 0) + column
  }
}

/** Code that the compiler has made. */
export class GeneratedCode {
  /** For each line, the 1-based line of the source that it was. */
  readonly lines: readonly (number | null)[]
  readonly #text: string
  readonly #map: SourceMap
  readonly #tokens: readonly Token[]

  constructor(code: string, fileName: string, map: object) {
    this.#text = code.trimEnd()
    this.#map = new SourceMap(map as SourceMapPayload)
    this.#tokens = tokenize(this.#text, fileName)
    this.lines = this.#text.split('\n').map((line, at) => {
      // Where its text begins; or, if that was added, where it ends.
      const entry = this.#find(at, line.search(/\S|$/)) ?? this.#find(at, line.length)
      return entry === undefined ? null : entry.originalLine + 1
    })
  }

  toPage(): PageCode {
    return { text: this.#text, tokens: toPageTokens(this.#tokens), lines: this.lines }
  }

  /** The names that mean captured variables. One may hide another, so it counts where in the source they were. */
  markNames(marks: SourceMarks): PageMark[] {
    const locate = createLocator(this.#text)
    return this.#tokens.flatMap(({ start, end, kind }): PageMark[] => {
      if (kind !== 'name' && kind !== 'function' && kind !== 'type') return []
      const name = this.#text.slice(start, end)
      const place = locate(start)
      const column = place.column - 1
      const entry = this.#find(place.line - 1, column)
      const offset = entry && marks.offsetOf(entry.originalLine, entry.originalColumn)
      const isCopy =
        entry?.generatedColumn === column &&
        offset !== undefined &&
        marks.source.startsWith(name, offset)
      // What was added names values only: where they are taken, and where they arrive.
      const travel = isCopy ? marks.travelAt(offset) : marks.isValue(name) ? 'value' : undefined
      return travel === undefined ? [] : [[start, travel]]
    })
  }

  #find(line: number, column: number) {
    // The last mapping before that place, which may be on a line above.
    const entry = this.#map.findEntry(line, column)
    return 'generatedLine' in entry && entry.generatedLine === line ? entry : undefined
  }
}

/** Tokens as the page takes them. */
export function toPageTokens(tokens: readonly Token[]): PageCode['tokens'] {
  return tokens.map(({ start, end, kind }) => [start, end, kind] as const)
}

function startsOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
