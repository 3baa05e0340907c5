// What a build has to say about packages that are no part of it for their native code, each once.

import { nativeNote } from '../placement.ts'

/** The notes of one build. */
export class NativeNotes {
  readonly #names = new Set<string>()
  readonly #untold = new Set<string>()

  /** A new build says everything again. */
  start(): void {
    this.#names.clear()
    this.#untold.clear()
  }

  add(names: Iterable<string>): void {
    for (const name of names) {
      if (!this.#names.has(name)) this.#untold.add(name)
      this.#names.add(name)
    }
  }

  /** What has not been said. */
  take(): string[] {
    const notes = [...this.#untold].map(nativeNote)
    this.#untold.clear()
    return notes
  }
}
