import { task } from 'verdigris'

export async function run() {
  const results = []
  for (let [a, b] = [1, 2]; a < 3; [a, b] = [a + 1, b * 2]) results.push(await task('pattern', () => [a, b]))
  for (const key in { x: 1, y: 2 }) results.push(await task('in', () => key))
  for await (const { n = 1, ...rest } of [{ n: 2, m: 3 }, { m: 4 }]) results.push(await task('await', () => [n, rest]))
  let n = 0
  do {
    const current = n
    results.push(await task('do', () => current))
  } while (n++ < 1)
  return results
}
