import { pool, task, worker } from 'verdigris'
import type { PoolHandle, TaskPool as Shared, WorkerHandle } from 'verdigris'

const open = () => worker('opened', () => ({ f: () => 1 }))
async function openLater() {
  const handle = await open()
  return handle
}
const opened = await openLater()
const handles = { opened: await open(), name: 'x' }
let assigned: WorkerHandle<() => number> | undefined
export const set = (handle: WorkerHandle<() => number>) => (assigned = handle)

export async function run(given: PoolHandle<() => number>, maybe: Shared | undefined, isFast: boolean) {
  const [first, second] = await Promise.all([open(), pool('pair', () => () => 1)])
  const { call, pid } = first
  const fast = second.with({ timeout: 5 })
  const chosen = isFast ? second : null
  const alias = opened as typeof first
  const list = [given]
  const f = first.call.f
  return [
    task('a', () => opened.call.f()),
    task('b', () => handles.opened.call.f()),
    task('c', () => assigned?.call()),
    task('d', () => [given.call(), maybe]),
    task('e', () => [first, second]),
    task('f', () => [call, pid, fast]),
    task('g', () => [chosen, alias, list, f]),
  ]
}
