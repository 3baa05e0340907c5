// Many small values from an async generator, a value; against a thread that sends them over its port, no further
// ahead of the reader than ours.

import { type Line, measureLine } from './line.ts'
import { threadCounter } from './peers/counter.ts'
import { type Counter, withServices } from './service.ts'
import type { Setting } from './setting.ts'

const ROUNDS = { warmUp: 1, counted: 3 }
const ITEMS = 1_000_000
const QUICK_ITEMS = 50_000
const AIM = 1.5

export async function measureStream(setting: Setting): Promise<Line[]> {
  const { app, workers, isQuick } = setting
  const items = isQuick ? QUICK_ITEMS : ITEMS
  const name = `a value of a stream of ${items.toLocaleString('en')}`
  const line = await withServices<Counter, Line>(
    setting,
    1,
    [
      { what: 'verdigris worker', isOurs: true, start: () => app.startCounter() },
      { what: 'worker_threads', aim: { ratio: AIM }, start: threadCounter(workers) },
    ],
    (counter) => () => timeItem(counter, items),
    (candidates) => measureLine(setting, name, 'us', ROUNDS, candidates),
  )
  return [line]
}

async function timeItem({ count }: Counter, items: number): Promise<number> {
  let next = 0
  const startedAt = performance.now()
  for await (const item of count(items)) {
    if (item !== next) throw new Error(`Item ${next} of the stream is ${item}.`)
    next++
  }
  if (next !== items) throw new Error(`The stream has ended after ${next} of ${items} items.`)
  return ((performance.now() - startedAt) * 1_000) / items
}
