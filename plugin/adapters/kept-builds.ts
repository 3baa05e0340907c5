// esbuild's builds, kept from one time to the next: what has not changed is neither parsed nor looked up again.

import { context, type BuildContext, type BuildResult } from 'esbuild'

import type { LinkOptions } from '../worker-bundle.ts'

/** Builds that are kept until they are disposed of: esbuild keeps its process alive for them. */
export class KeptBuilds {
  readonly #keyToContext = new Map<string, Promise<BuildContext<LinkOptions>>>()
  #unused = new Set<string>()

  /** Builds with these options. The plugins are those of the first time, so they must ask what is wanted now. */
  async run(options: LinkOptions): Promise<BuildResult<LinkOptions>> {
    const key = JSON.stringify({ ...options, plugins: [] })
    this.#unused.delete(key)
    let kept = this.#keyToContext.get(key)
    if (!kept) this.#keyToContext.set(key, (kept = context(options)))
    return (await kept).rebuild()
  }

  /** Lets go of what has not been used since this was called last. */
  async startRound(): Promise<void> {
    const unused = this.#unused
    this.#unused = new Set(this.#keyToContext.keys())
    await this.#drop(unused)
    for (const key of unused) this.#unused.delete(key)
  }

  async dispose(): Promise<void> {
    await this.#drop([...this.#keyToContext.keys()])
  }

  async #drop(keys: Iterable<string>): Promise<void> {
    for (const key of keys) {
      const kept = this.#keyToContext.get(key)
      this.#keyToContext.delete(key)
      // A context that could not be made has failed the build that asked for it.
      const made = await kept?.catch(() => undefined)
      await made?.dispose()
    }
  }
}
