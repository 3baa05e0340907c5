import { task } from 'verdigris'

export async function run() {
  let count = 0
  const next = () => ++count
  next()
  const one = await task('one', () => next())

  const seen: number[] = []
  const add = (n: number) => seen.push(n)
  const two = await task('two', () => add(2))

  let repeated = 0
  const again = () => (repeated += 1)
  for (let n = 0; n < 2; n += 1) await task('three', () => again())

  let memo: number | undefined
  const cached = () => (memo ??= 5)
  const four = await Promise.all([1, 2].map((n) => task('four', () => cached() + n)))

  class Counter {
    static made = 0
    constructor() {
      Counter.made += 1
    }
  }
  const five = await task('five', () => new Counter() && Counter.made)
  return [one, two, four, five, seen, new Counter()].length
}
