// A time limit that does not blame the child for what the program itself held up.

/** One limit at a time: to start another is to give up the one that runs. */
export class Limit {
  #timer: NodeJS.Timeout | undefined
  #lastLook: NodeJS.Immediate | undefined
  #isHeld = true

  /** Calls `onReached` when the time is over, unless it was stopped. */
  start(ms: number, onReached: () => void): void {
    this.stop()
    this.#timer = setTimeout(() => {
      // If the program itself was busy, the answer may be in the pipe: it is read before the second of these.
      this.#lastLook = setImmediate(() => {
        this.#lastLook = setImmediate(onReached)
      })
    }, ms)
    this.hold(this.#isHeld)
  }

  stop(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#lastLook)
  }

  /** Whether the limits, this one and later ones, keep the program alive. They do from the start. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
    if (isHeld) this.#timer?.ref()
    else this.#timer?.unref()
  }
}
