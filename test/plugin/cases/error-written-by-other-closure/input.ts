import { task } from 'verdigris'

let state = 0
export const run = () => [
  task('writes', () => { state = 1; return state }),
  task('reads', () => state),
]
let own = 0
export const fine = () => task('fine', () => { own = 1; return own })
let split = 0
export const nested = () => task('outer', () => [split, task('inner', () => { split = 1 })])
