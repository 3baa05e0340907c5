// A time limit that does not blame the child for what the program itself held up. It does not keep the program
// alive: whoever waits for the child holds the line to it.

/**
 * A process that has closed its line without dying has lost it for good; one that is dying closes it a moment before
 * its death is reported.
 */
export const LOST_LINE_MS = 1_000

/** One limit at a time: to start another is to give up the one that runs. */
export class Limit {
  #timer: NodeJS.Timeout | undefined
  #lastLook: NodeJS.Immediate | undefined

  /** Calls `onReached` when the time is over, unless it was stopped. */
  start(ms: number, onReached: () => void): void {
    this.stop()
    this.#timer = setTimeout(() => {
      // If the program itself was busy, the answer may be in the pipe: it is read before the second of these.
      this.#lastLook = setImmediate(() => {
        this.#lastLook = setImmediate(onReached)
      })
    }, ms).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#lastLook)
  }
}
