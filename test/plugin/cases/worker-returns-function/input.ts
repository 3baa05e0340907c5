import { worker } from 'verdigris'
import { grow } from './lib'

const STEP = 2
let starts = 0
const begin = () => (starts += 1)

export async function run(first = 10) {
  await using counter = await worker('counter', { restart: false, concurrency: STEP }, () => {
    begin()
    let count = first
    return (by: number) => {
      count = grow(count, by * STEP)
      return [count, starts]
    }
  })
  return [await counter.call(1), await counter.call(2)]
}
