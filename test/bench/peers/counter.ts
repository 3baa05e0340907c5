// A stream from a thread, over its port, with the back-pressure of ours: the thread may be a window ahead of the
// reader, who grants it anew when half of it is used up.

import path from 'node:path'
import { Worker } from 'node:worker_threads'

import type { Counter, Start } from '../service.ts'
import { END, WINDOW } from '../workers/thread-counter.ts'

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

type Step = IteratorResult<number, undefined>

class Items implements AsyncIterable<number> {
  readonly #thread: Worker
  readonly #items: number[] = []
  #waiter: ((step: Step) => void) | undefined
  #credit = 0
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
    if (waiter === undefined) this.#items.push(item)
    else waiter({ done: false, value: item })
    this.#refill()
  }

  #refill(): void {
    const outstanding = this.#credit + this.#items.length
    if (this.#isDone || outstanding > WINDOW / 2) return
    this.#credit += WINDOW - outstanding
    this.#thread.postMessage({ type: 'pull', count: WINDOW - outstanding })
  }
}
