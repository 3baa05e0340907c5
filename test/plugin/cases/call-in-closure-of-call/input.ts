import { task } from 'verdigris'

export const run = (n = 1) =>
  task('outer', async () => {
    const m = n + 1
    const inner = await task('first', async () => [n, m, await task('deepest', () => n + m)])
    return [inner, await task('second', () => task('third', () => m * 10))]
  })
