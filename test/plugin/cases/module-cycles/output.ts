import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function isEven(n: number): boolean {
  return n === 0 ? YES : isOdd(n - 1)
}
const isOdd = (n: number): boolean => (n === 0 ? NO : isEven(n - 1))
const NO = false
const YES = true

export const run = () => task(__verdigris_site('cycle', 'input.ts:10:26', __verdigris_bundle), () => ({}))
