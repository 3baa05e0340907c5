// A thread that counts, no further than it is asked to.

import { parentPort } from 'node:worker_threads'

/** Follows the last item. */
export const END = -1

type Order = { type: 'count'; items: number } | { type: 'pull'; count: number }

let credit = 0
let wake: (() => void) | undefined

parentPort?.on('message', (order: Order) => {
  if (order.type === 'count') {
    void send(count(order.items))
    return
  }
  credit += order.count
  wake?.()
})

async function* count(items: number): AsyncGenerator<number> {
  for (let item = 0; item < items; item += 1) yield item
}

async function send(items: AsyncIterable<number>): Promise<void> {
  for await (const item of items) {
    while (credit === 0) await new Promise<void>((resolve) => (wake = resolve))
    credit -= 1
    parentPort?.postMessage(item)
  }
  credit = 0
  parentPort?.postMessage(END)
}
