// The text of a file with some stretches replaced, and where each word of it comes from.

import type { Position } from './diagnostics/code-frame.ts'
import type { Mappings } from './mappings.ts'
import { firstStartingAt } from './range.ts'
import type { Range } from './range.ts'

interface Edit extends Range {
  text: string
}

/** Edits of one text, in any order. What lies within a stretch that is replaced goes with it. */
export class EditedText {
  readonly #code: string
  readonly #locate: (offset: number) => Position
  readonly #edits: Edit[]
  #isSorted = false

  constructor(code: string, locate: (offset: number) => Position, edits: readonly Edit[] = []) {
    this.#code = code
    this.#locate = locate
    this.#edits = [...edits]
  }

  /** The same text, to edit further. */
  copy(): EditedText {
    return new EditedText(this.#code, this.#locate, this.#edits)
  }

  replace({ start, end }: Range, text: string): void {
    this.#edits.push({ start, end, text })
    this.#isSorted = false
  }

  remove(start: number, end: number): void {
    this.replace({ start, end }, '')
  }

  insert(at: number, text: string): void {
    this.replace({ start: at, end: at }, text)
  }

  /** The edited text of `range`. An edit of all of it, or of more, does not count. */
  print(range: Range, mappings: Mappings): string {
    const code = this.#code
    const edits = this.#sorted()
    let printed = ''
    let at = range.start
    for (let next = firstStartingAt(edits, at); next < edits.length; next += 1) {
      const { start, end, text } = edits[next] as Edit
      if (start > range.end || (start === range.end && start < end)) break
      if (start < at || (start === range.start && end >= range.end)) continue
      if (at < start) {
        mappings.copy(code, at, start, this.#locate(at))
        printed += code.slice(at, start)
      }
      if (start === end) mappings.skip(text)
      else if (text !== '') mappings.map(text, this.#locate(start))
      printed += text
      at = end
    }
    if (at < range.end) mappings.copy(code, at, range.end, this.#locate(at))
    return printed + code.slice(at, range.end)
  }

  #sorted(): readonly Edit[] {
    if (!this.#isSorted) this.#edits.sort((a, b) => a.start - b.start || a.end - b.end)
    this.#isSorted = true
    return this.#edits
  }
}
