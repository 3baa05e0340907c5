import { task } from 'verdigris'

export function countDown(n: number): Promise<number[]> {
  return task('down', async () => (n === 0 ? [] : [n, ...(await countDown(n - 1))]))
}

export const run = () => countDown(3)
