// Gathers the files whose labels a build asks for, one by one, so that they are linked together: the linker reads
// what they share once. A file that is asked for while a link runs goes into the next one, and no file waits for
// others to be found, so nothing can lock up.

import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises'

/** How to link files together; gives each its own part. */
export type LinkFiles<T> = (files: readonly string[]) => Promise<ReadonlyMap<string, T>>

interface Waiting<T> {
  promise: Promise<T>
  resolve: (result: T) => void
  reject: (error: unknown) => void
}

/** What one build has asked for. */
export class LinkQueue<T> {
  readonly #fileToWaiting = new Map<string, Waiting<T>>()
  readonly #quietMs: number
  #next = new Set<string>()
  #isRunning = false
  #count = 0

  /** `quietMs`: for so long nothing may be asked for before a link starts. */
  constructor(quietMs: number) {
    this.#quietMs = quietMs
  }

  /** The part of `file`, linked once; `link` is called if a link has to be started for it. */
  ask(file: string, link: LinkFiles<T>): Promise<T> {
    const known = this.#fileToWaiting.get(file)
    if (known) return known.promise
    const waiting = createWaiting<T>()
    this.#fileToWaiting.set(file, waiting)
    this.#next.add(file)
    this.#count += 1
    if (!this.#isRunning) void this.#run(link)
    return waiting.promise
  }

  /** Says that the host has found a file that may ask for something. */
  touch(): void {
    this.#count += 1
  }

  /** Everything that was asked for. */
  parts(): [file: string, part: Promise<T>][] {
    return [...this.#fileToWaiting].map(([file, { promise }]) => [file, promise])
  }

  // Never rejects: those who wait do.
  async #run(link: LinkFiles<T>): Promise<void> {
    this.#isRunning = true
    while (this.#next.size > 0) {
      await this.#untilQuiet()
      const files = [...this.#next]
      this.#next = new Set()
      const waiting = files.map((file) => [file, this.#fileToWaiting.get(file)] as const)
      try {
        const parts = await link(files)
        for (const [file, each] of waiting) {
          const part = parts.get(file)
          if (part === undefined) each?.reject(new Error(`Nothing was linked for ${file}`))
          else each?.resolve(part)
        }
      } catch (error) {
        for (const [, each] of waiting) each?.reject(error)
      }
    }
    this.#isRunning = false
  }

  async #untilQuiet(): Promise<void> {
    for (let count = -1; count !== this.#count;) {
      count = this.#count
      await delay(this.#quietMs)
      // On a busy machine the time may be over before what has happened meanwhile is heard of.
      await immediate()
    }
  }
}

function createWaiting<T>(): Waiting<T> {
  let resolve: Waiting<T>['resolve'] = () => {}
  let reject: Waiting<T>['reject'] = () => {}
  const promise = new Promise<T>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise
    reject = rejectPromise
  })
  // A build that has failed elsewhere asks no more.
  promise.catch(() => {})
  return { promise, resolve, reject }
}
