import { task } from 'verdigris'

export function run(factor = 3) {
  const scale = (n: number) => n * factor
  return task('outer', async () => {
    const offset = 1
    const shift = (n: number) => scale(n) + offset
    const inner = await task('inner', () => [shift(2), scale(5)])
    return [...inner, await task('deep', () => task('deeper', () => shift(factor)))]
  })
}
