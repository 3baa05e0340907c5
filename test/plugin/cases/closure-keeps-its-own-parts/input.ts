import { task } from 'verdigris'

const base = 10

export async function run() {
  const depth = 5
  const self = await task('self', function sum(n = depth): number {
    return n === 0 ? base : n + sum(n - 1)
  })
  const own = await task('own', function () {
    return [arguments.length, new.target === undefined, typeof this]
  })
  const labelled = await task('labels', () => {
    outer: for (const a of [1, 2, 3]) {
      for (const b of [1, 2, 3]) {
        if (a * b === depth - 1) return [a, b]
        if (b > a) continue outer
      }
    }
    return []
  })
  const dead = await task('tdz', () => {
    try {
      return late
    } catch (error) {
      return (error as Error).name
    }
    const late = 1
  })
  const unknown = await task('typeof', () => typeof somethingUndeclared)
  const asynchronous = await task('async', async (n = depth) => {
    await null
    return n
  })
  return [self, own, labelled, dead, unknown, asynchronous]
}
