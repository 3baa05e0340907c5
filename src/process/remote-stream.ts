// The parent's end of a generator that runs in a child: an async iterable with back-pressure. The child
// may be at most a window ahead of the reader.
import { MAX_WINDOW, MIN_WINDOW } from '../wire/flow.ts'

/** What a stream needs of the call that it belongs to. */
export interface StreamSource {
  /** Lets the child produce items for so much more credit. */
  pull: (credit: number) => void
  /** Ends the generator in the child; `fail` or `finish` follows. */
  stop: () => void
  /** The reader waits for the child, or does not any more. */
  onWaiting: (isWaiting: boolean) => void
  /** The child may not go on until the reader comes back, or may again. */
  onPaused: (isPaused: boolean) => void
}

type Step = IteratorResult<unknown, unknown>
type End = { type: 'returned'; value: unknown } | { type: 'failed'; error: unknown }

export class RemoteStream {
  /** Rejects with an error that the reader is to get. */
  rejectWith: (error: unknown) => Promise<never> = (error) => Promise.reject(error)
  readonly #source: StreamSource
  readonly #items: unknown[] = []
  /** What each of them has cost. */
  readonly #costs: number[] = []
  readonly #waiters: ((step: Step | Promise<Step>) => void)[] = []
  #end: End | undefined
  /** The reader has gone away: how the process ends is nobody's business any more. */
  #isStopped = false
  #isPaused = false
  /** What the child may still spend. The last item may have cost more than there was. */
  #credit = 0
  /** What the items cost that nobody has read. */
  #unread = 0
  #window = MIN_WINDOW
  /** The reader has waited for an item since the window has grown. */
  #hasWaited = false

  constructor(source: StreamSource) {
    this.#source = source
    this.#refill()
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  next(): Promise<Step> {
    if (this.#items.length > 0) {
      const value = this.#items.shift()
      this.#unread -= this.#costs.shift() ?? 0
      this.#refill()
      return Promise.resolve({ done: false, value })
    }
    if (this.#end !== undefined) return this.#takeEnd(this.#end)
    return new Promise((resolve) => {
      this.#waiters.push(resolve)
      this.#hasWaited = true
      this.#source.onWaiting(true)
    })
  }

  /** Ends the generator; resolves when its `finally` blocks have run. */
  async return(value?: unknown): Promise<Step> {
    this.#drop()
    if (this.#end === undefined && !this.#isStopped) {
      this.#isStopped = true
      this.#source.stop()
    }
    for (;;) {
      const result = await this.next() // an error in a `finally` block rejects, as in a local generator
      if (result.done === true) return { done: true, value }
      this.#drop()
    }
  }

  /** Ends the generator although its reader may come back: it then gets `error`. */
  abandon(error: unknown): void {
    if (this.#end !== undefined || this.#isStopped) return
    this.#drop()
    this.#isStopped = true
    this.#end = { type: 'failed', error }
    this.#source.stop()
  }

  /** @param cost credit that the child has spent on it */
  push(item: unknown, cost: number): void {
    this.#credit -= cost
    if (this.#isStopped) return
    if (this.#credit <= 0 && this.#hasWaited) {
      // Each has to wait for the other: it is the way between them that takes the time.
      this.#window = Math.min(this.#window * 2, MAX_WINDOW)
      this.#hasWaited = false
    }
    const waiter = this.#waiters.shift()
    if (waiter === undefined) {
      this.#items.push(item)
      this.#costs.push(cost)
      this.#unread += cost
      if (this.#credit <= 0) this.#pause(true)
      return
    }
    if (this.#waiters.length === 0) this.#source.onWaiting(false)
    waiter({ done: false, value: item })
    this.#refill()
  }

  finish(value: unknown): void {
    this.#close({ type: 'returned', value })
  }

  fail(error: unknown): void {
    this.#close({ type: 'failed', error })
  }

  #close(end: End): void {
    if (this.#end !== undefined) return
    this.#end = end
    this.#source.onWaiting(false)
    for (const resolve of this.#waiters.splice(0)) resolve(this.#takeEnd(end))
  }

  /** The end is reported once, to whoever asks first; after it the stream is simply done. */
  #takeEnd(end: End): Promise<Step> {
    this.#end = { type: 'returned', value: undefined }
    if (end.type === 'failed') return this.rejectWith(end.error)
    return Promise.resolve({ done: true, value: end.value })
  }

  /** Grants the window anew when half of it is used up, so that not each item costs a message. */
  #refill(): void {
    const outstanding = this.#credit + this.#unread
    if (this.#end !== undefined || outstanding > this.#window / 2) return
    const more = this.#window - outstanding
    this.#credit += more
    this.#pause(false)
    this.#source.pull(more)
  }

  #drop(): void {
    this.#items.length = 0
    this.#costs.length = 0
    this.#unread = 0
  }

  #pause(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return
    this.#isPaused = isPaused
    this.#source.onPaused(isPaused)
  }
}
