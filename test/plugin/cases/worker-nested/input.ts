import { pool, task, worker } from 'verdigris'
import { one } from './lib'

const two = 2
const double = (n: number) => n * two

export async function run() {
  const a = 1, b = 10
  const outer = await worker('outer', async () => {
    const c = double(a)
    const inner = await pool('inner', () => (n: number) => [n, c, b])
    return {
      viaTask: (n: number) => task('task-in-method', () => double(n) + c),
      viaPool: (n: number) => inner.call(n + one),
    }
  })
  const deep = await task('outermost', async () => {
    const handle = await worker('worker-in-task', () => (n: number) => double(n) + a)
    return handle.call(b)
  })
  return [await outer.call.viaTask(5), await outer.call.viaPool(6), deep]
}
