// The text that a person wrote. Where another plugin has compiled a file before it comes here, that is not the text
// that is compiled now; but it is the one that people know, so what they read of places is of it.

import { SourceMap, type SourceMapPayload } from 'node:module'
import path from 'node:path'

import { createLocator } from './diagnostics/code-frame.ts'
import type { Position } from './diagnostics/code-frame.ts'
import type { SourceFile } from './parse.ts'
import type { Range } from './range.ts'
import { toFile } from './virtual.ts'

/** A text, and the way to it from the one that is compiled. */
export interface WrittenText {
  code: string
  /** Of an offset in it. */
  locate: (offset: number) => Position
  /** From an offset in what is compiled. */
  toOffset: (offset: number) => number
  toRange: (range: Range) => Range
  /** From a position in what is compiled; none where that is the text itself. */
  toPosition: ToPosition | undefined
}

/** `undefined` for what stands for nothing that was written. */
export type ToPosition = (position: Position) => Position | undefined

/** What others have made of a file, as bundlers tell it. */
export interface MapBefore {
  mappings: string
  sources: readonly (string | null)[]
  sourcesContent?: readonly (string | null)[] | undefined
}

/** The text that a file was written as; `locate` is of the text that is compiled, `map` from there. */
export function readWritten(
  source: SourceFile,
  locate: (offset: number) => Position,
  map: MapBefore | undefined,
): WrittenText {
  const code = map && findText(map, source)
  if (map === undefined || code === undefined) {
    return {
      code: source.code,
      locate,
      toOffset: (offset) => offset,
      toRange: ({ start, end }) => ({ start, end }),
      toPosition: undefined,
    }
  }
  const tracer = new Tracer(source.code, code, map)
  const toOffset = (offset: number): number => tracer.trace(locate(offset)) ?? 0
  const locateWritten = createLocator(code)
  return {
    code,
    locate: locateWritten,
    toOffset,
    toRange({ start, end }) {
      const from = toOffset(start)
      const isSame = code.startsWith(source.code.slice(start, end), from)
      const to = isSame ? from : toOffset(end)
      // A map need not say where things end.
      return { start: from, end: to > from ? to : Math.min(from + end - start, code.length) }
    },
    toPosition(position) {
      const offset = tracer.trace(position)
      return offset === undefined ? undefined : locateWritten(offset)
    },
  }
}

/** Only of the file itself: what is generated from several, or from another one, has no better place. */
function findText(map: MapBefore, { code, file }: SourceFile): string | undefined {
  const { mappings, sources, sourcesContent } = map
  const [name] = sources
  const [text] = sourcesContent ?? []
  // A plugin that gives no map leaves an empty one.
  if (sources.length !== 1 || name == null || text == null || /^;*$/.test(mappings))
    return undefined
  if (path.resolve(path.dirname(file), toFile(name)) !== path.resolve(file)) return undefined
  // By hosts that make a map of what has none.
  return text === code ? undefined : text
}

class Tracer {
  readonly #lines: readonly string[]
  readonly #written: string
  readonly #writtenStarts: readonly number[]
  readonly #map: SourceMap

  constructor(compiled: string, written: string, { mappings }: MapBefore) {
    this.#lines = compiled.split('\n')
    this.#written = written
    this.#writtenStarts = [0, ...[...written.matchAll(/\n/g)].map(({ index }) => index + 1)]
    const map = { version: 3, mappings, sources: [''], names: [] }
    this.#map = new SourceMap(map as unknown as SourceMapPayload)
  }

  /** The offset in what was written. */
  trace({ line, column }: Position): number | undefined {
    // The last mapping before that place, which may be on a line above.
    const entry = this.#map.findEntry(line - 1, column - 1)
    if (!('originalLine' in entry) || entry.originalLine === undefined) return undefined
    const start = this.#writtenStarts[entry.originalLine]
    if (start === undefined) return undefined
    const offset = start + entry.originalColumn
    if (entry.generatedLine !== line - 1) return offset
    // Maps need not name each word of what is the same.
    const between = this.#lines[line - 1]?.slice(entry.generatedColumn, column - 1) ?? ''
    return this.#written.startsWith(between, offset) ? offset + between.length : offset
  }
}
