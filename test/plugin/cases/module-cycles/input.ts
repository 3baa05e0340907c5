import { task } from 'verdigris'

export function isEven(n: number): boolean {
  return n === 0 ? YES : isOdd(n - 1)
}
const isOdd = (n: number): boolean => (n === 0 ? NO : isEven(n - 1))
const NO = false
const YES = true

export const run = () => task('cycle', () => isEven(10))
