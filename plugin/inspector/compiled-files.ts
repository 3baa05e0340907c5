// What the dev server has compiled so far, for whoever looks.

import { parseSource } from '../parse.ts'
import type { TransformResult } from '../transform.ts'
import { toFile } from '../virtual.ts'
import { describeFile, type CompiledFile } from './describe-file.ts'
import type { PageState } from './page-state.ts'

/** The compiled files of one server. */
export class CompiledFiles {
  readonly #keyToFile = new Map<string, CompiledFile>()
  readonly #listeners = new Set<() => void>()
  readonly #changed = new Map<string, () => void>()

  /** Notes what `transform` has made of a module. */
  note(environment: string, id: string, source: string, result: TransformResult | null): void {
    const file = toFile(id)
    const key = `${environment} ${file}`
    const last = this.#keyToFile.get(key)
    const diagnostics = result?.diagnostics ?? []
    const hasErrors = diagnostics.some(({ severity }) => severity === 'error')
    if (result !== null && (!hasErrors || last === undefined)) {
      this.#keyToFile.set(key, {
        environment,
        file,
        source,
        result,
        isStale: false,
        diagnostics,
      })
    } else if (last !== undefined && (hasErrors || parseSource(source, id, '') === null)) {
      this.#keyToFile.set(key, { ...last, isStale: true, diagnostics })
    } else if (!this.#keyToFile.delete(key)) {
      return
    }
    this.#tell()
  }

  /** Forgets a file that is gone. */
  remove(file: string): void {
    const keys = [...this.#keyToFile].filter(([, each]) => each.file === file).map(([key]) => key)
    for (const key of keys) this.#keyToFile.delete(key)
    if (keys.length > 0) this.#tell()
  }

  /** A file has changed. Hosts compile it when it is asked for; who looks at it wants that now: `compile` does it. */
  change(environment: string, file: string, compile: () => void): void {
    const key = `${environment} ${file}`
    if (!this.#keyToFile.has(key)) return
    if (this.#listeners.size > 0) compile()
    else this.#changed.set(key, compile)
  }

  /** Everything, for the page. */
  describe(root: string): PageState {
    const files = [...this.#keyToFile.values()].map((file) => describeFile(file, root))
    return { files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
  }

  /** Calls `listener` after each change. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    const changed = [...this.#changed.values()]
    this.#changed.clear()
    for (const compile of changed) compile()
    return () => this.#listeners.delete(listener)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
