import { task } from 'verdigris'

const factor = 3
export const times = (n: number) => task('times', () => n * factor)
async function both(n: number) {
  return [await times(n), await task('plus', () => n + factor)]
}

export const run = () => task('outer', async () => [await times(2), ...(await both(4))])
