import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

let count = 0
const next = () => ++count
next()

let memo: number | undefined
const cached = () => {
  if (memo === undefined) memo = 5
  return memo
}
cached()

export const run = () => task(__verdigris_site('next', 'input.ts:14:26', __verdigris_bundle), () => ({}))
