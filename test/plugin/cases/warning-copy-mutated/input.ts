import { task } from 'verdigris'

const results: number[] = []
const memo = new Map<number, number>()
const lookUp = (n: number) => memo.get(n) ?? (memo.set(n, n), n)

export const run = async () => {
  await task('push', () => { results.push(1) })
  await task('memo', () => lookUp(1))
  return results
}
