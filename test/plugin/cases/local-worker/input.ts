import { worker } from 'verdigris'

export async function run(start = 10) {
  let count = start
  const next = () => ++count
  const api = () => ({ next, peek: () => count })
  await using counter = await worker('counter', () => ({ ...api(), twice: () => [next(), next()] }))
  return [await counter.call.next(), await counter.call.twice(), await counter.call.peek()]
}
