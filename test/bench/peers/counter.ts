// A stream from a thread, over its port, with the back-pressure of ours: the thread may be a window ahead of the
// reader, who grants it anew when half of it is used up, and a larger one if each has to wait for the other.

import path from 'node:path'
import { Worker } from 'node:worker_threads'

import type { Counter, Start } from '../service.ts'
import { END } from '../workers/thread-counter.ts'

export function threadCounter(workers: string): Start<Counter> {
  return () => {
    const thread = new Worker(path.join(workers, 'thread-counter.cjs'))
    return {
      count: (items) => {
        thread.postMessage({ type: 'count', items })
        return new Items(thread)
      },
      close: async () => void (await thread.terminate()),
    }
  }
}

/** Items that the thread may be ahead, at first and at most. */
const MIN_WINDOW = 16
const MAX_WINDOW = 1024

type Step = IteratorResult<number, undefined>

class Items implements AsyncIterable<number> {
  readonly #thread: Worker
  readonly #items: number[] = []
  #waiter: ((step: Step) => void) | undefined
  #credit = 0
  #window = MIN_WINDOW
  #hasWaited = false
  #isDone = false
  readonly #onMessage = (item: number): void => this.#take(item)

  constructor(thread: Worker) {
    this.#thread = thread
    thread.on('message', this.#onMessage)
    this.#refill()
  }

  [Symbol.asyncIterator](): AsyncIterator<number> {
    return { next: () => this.#next() }
  }

  #next(): Promise<Step> {
    const value = this.#items.shift()
    if (value !== undefined) {
      this.#refill()
      return Promise.resolve({ done: false, value })
    }
    if (this.#isDone) return Promise.resolve({ done: true, value: undefined })
    this.#hasWaited = true
    return new Promise((resolve) => (this.#waiter = resolve))
  }

  #take(item: number): void {
    const waiter = this.#waiter
    this.#waiter = undefined
    if (item === END) {
      this.#isDone = true
      this.#thread.off('message', this.#onMessage)
      waiter?.({ done: true, value: undefined })
      return
    }
    this.#credit--
    if (this.#credit === 0 && this.#hasWaited) {
      this.#window = Math.min(this.#window * 2, MAX_WINDOW)
      this.#hasWaited = false
    }
    if (waiter === undefined) this.#items.push(item)
    else waiter({ done: false, value: item })
    this.#refill()
  }

  #refill(): void {
    const outstanding = this.#credit + this.#items.length
    if (this.#isDone || outstanding > this.#window / 2) return
    this.#credit += this.#window - outstanding
    this.#thread.postMessage({ type: 'pull', count: this.#window - outstanding })
  }
}
