import { task } from 'verdigris'

export const run = async (n = 1) =>
  task('outer', { retries: await task('retries', () => n) } as object, () => n + 1)
