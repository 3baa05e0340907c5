// The text of a file with some stretches replaced, and where each word of it comes from.

import type { Position } from './diagnostics/code-frame.ts'
import type { Mappings } from './mappings.ts'
import type { Range } from './range.ts'

interface Edit extends Range {
  text: string
}

/** Edits of one text, in any order. What lies within a stretch that is replaced goes with it. */
export class EditedText {
  readonly #code: string
  readonly #edits: Edit[] = []

  constructor(code: string) {
    this.#code = code
  }

  replace({ start, end }: Range, text: string): void {
    this.#edits.push({ start, end, text })
  }

  remove(start: number, end: number): void {
    this.#edits.push({ start, end, text: '' })
  }

  insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text })
  }

  /** The edited text of `range`. */
  print(range: Range, locate: (offset: number) => Position, mappings: Mappings): string {
    const code = this.#code
    const edits = this.#edits.sort((a, b) => a.start - b.start || a.end - b.end)
    let printed = ''
    let at = range.start
    for (const { start, end, text } of edits) {
      if (start < at) continue
      if (at < start) {
        mappings.copy(code, at, start, locate(at))
        printed += code.slice(at, start)
      }
      if (start === end) mappings.skip(text)
      else if (text !== '') mappings.map(text, locate(start))
      printed += text
      at = end
    }
    if (at < range.end) mappings.copy(code, at, range.end, locate(at))
    return printed + code.slice(at, range.end)
  }
}
