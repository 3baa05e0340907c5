// What watches over a call, and ends with it: a signal, a time limit, a timer for a stream that nobody reads. Most calls
// have none, and pay nothing for it.

export type WatchKind = 'signal' | 'limit' | 'expiry'

export class Watches<Call> {
  readonly #callToEnds = new Map<Call, Map<WatchKind, () => void>>()

  /** Begins a watch, in the place of one of the same kind. @param end ends it */
  set(call: Call, kind: WatchKind, end: () => void): void {
    this.end(call, kind)
    const ends = this.#callToEnds.get(call)
    if (ends === undefined) this.#callToEnds.set(call, new Map([[kind, end]]))
    else ends.set(kind, end)
  }

  end(call: Call, kind: WatchKind): void {
    if (this.#callToEnds.size === 0) return
    const ends = this.#callToEnds.get(call)
    ends?.get(kind)?.()
    ends?.delete(kind)
  }

  /** The call is over. */
  endAll(call: Call): void {
    if (this.#callToEnds.size === 0) return
    for (const end of this.#callToEnds.get(call)?.values() ?? []) end()
    this.#callToEnds.delete(call)
  }
}
