// A process that is ready takes a call at once, unless something else keeps it. One timer for all of its calls: it
// looks whether one that was not taken when it looked last still is not.
import { Limit } from './limit.ts'

interface Taken {
  readonly isTaken: boolean
}

export class TakeWatch {
  readonly #calls: ReadonlySet<Taken>
  readonly #ms: number
  readonly #onLate: () => void
  readonly #limit = new Limit()
  #isWatching = false

  /** @param onLate a call has waited for `ms`, and none that was taken is in its way */
  constructor(calls: ReadonlySet<Taken>, ms: number, onLate: () => void) {
    this.#calls = calls
    this.#ms = ms
    this.#onLate = onLate
  }

  /** There is a call that is not taken yet. */
  watch(): void {
    if (this.#isWatching) return
    this.#isWatching = true
    const suspects = [...this.#calls].filter(({ isTaken }) => !isTaken)
    this.#limit.start(this.#ms, () => {
      this.#isWatching = false
      const isLate = suspects.some((call) => this.#calls.has(call) && !call.isTaken)
      // Behind a call that computes, others wait.
      const isBusy = [...this.#calls].some(({ isTaken }) => isTaken)
      if (isLate && !isBusy) this.#onLate()
      else if (this.#calls.size > 0) this.watch()
    })
  }

  stop(): void {
    this.#limit.stop()
  }
}
