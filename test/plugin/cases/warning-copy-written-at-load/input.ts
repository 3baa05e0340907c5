import { task } from 'verdigris'

let count = 0
const next = () => ++count
next()

let memo: number | undefined
const cached = () => {
  if (memo === undefined) memo = 5
  return memo
}
cached()

export const run = () => task('next', () => [next(), cached()].length)
