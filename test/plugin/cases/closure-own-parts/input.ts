import { task } from 'verdigris'

const shared = 3
export async function run(outer = 1) {
  const results = [
    await task('arguments', function () {
      return [arguments.length, typeof this]
    }),
    await task('defaults', (a = outer, { b = a + shared, ...c } = { d: 1 }, [e = b] = []) => [a, b, c, e]),
    await task('self', function again(n = 0): number {
      return n > 2 ? n : again(n + 1)
    }),
    await task('labels', () => {
      block: for (const n of [1, 2, 3]) {
        for (;;) {
          if (n === 2) break block
          continue block
        }
      }
      var hoisted = typeof later
      var later = typeof nowhere === 'undefined'
      return [hoisted, later]
    }),
    await task('tdz', () => {
      try {
        return early
      } catch (error) {
        return (error as Error).name
      }
      const early = outer
    }),
  ]
  const numbers = await task('generator', function* own(n = outer): Generator<number> {
    yield n
    if (n < 3) yield* own(n + 1)
  })
  return [...results, ...(numbers as unknown as Iterable<number>)]
}
