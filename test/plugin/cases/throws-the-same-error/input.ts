import { task } from 'verdigris'

const check = (n: number) => {
  if (n > 1) throw new RangeError(`too big: ${n}`)
  return n
}
export const run = (n = 2) => task('check', () => check(n))
