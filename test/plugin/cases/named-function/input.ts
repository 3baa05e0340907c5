import { pool, task, worker } from 'verdigris'
import defaultWork, { work as imported } from './lib'
import * as lib from './lib'

const factor = 2
function declared() {
  return 21 * factor
}
const arrow = async () => `arrow ${await declared()}`
function* stream() {
  yield 1
  yield declared()
}
const made = lib.make('made')
function setup() {
  return { twice: (n: number) => n * factor }
}

export async function run() {
  const streamed = []
  for (const n of (await task('stream', stream)) as Iterable<number>) streamed.push(n)
  const one = await worker('worker', setup)
  const two = await pool('pool', { size: 1 }, lib.setup)
  return [
    await task('declared', declared),
    await task('arrow', { timeout: 5 }, arrow),
    await task('imported', imported as () => string),
    await task('default', defaultWork),
    await task('member', lib.work),
    await task('element', lib['work']!),
    await task('made', made satisfies () => string),
    streamed,
    await one.call.twice(3),
    await two.call(4),
  ]
}
