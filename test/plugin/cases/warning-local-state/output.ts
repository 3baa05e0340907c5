import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  let count = 0
  const next = () => ++count
  next()
  const one = await task(__verdigris_site('one', 'input.ts:7:21', __verdigris_bundle), () => ({ count }))

  const seen: number[] = []
  const two = await task(__verdigris_site('two', 'input.ts:11:21', __verdigris_bundle), () => ({ seen }))

  let repeated = 0
  for (let n = 0; n < 2; n += 1) await task(__verdigris_site('three', 'input.ts:15:40', __verdigris_bundle), () => ({ repeated }))

  let memo: number | undefined
  const four = await Promise.all([1, 2].map((n) => task(__verdigris_site('four', 'input.ts:19:52', __verdigris_bundle), () => ({ n, memo }))))

  class Counter {
    static made = 0
    constructor() {
      Counter.made += 1
    }
  }
  const five = await task(__verdigris_site('five', 'input.ts:27:22', __verdigris_bundle), () => ({}))
  return [one, two, four, five, seen, new Counter()].length
}
