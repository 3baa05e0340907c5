import { pool, supervise, task, worker } from 'verdigris'

await using top = await worker('top', () => () => 1)
export async function run() {
  await using codec = await worker('codec', () => () => 1)
  using shared = await pool({ size: 2 })
  await using app = await supervise({}, [])
  await using file = open()
  return [
    task('a', () => top.call()),
    task('b', () => codec.call()),
    task('c', () => [shared.size, app]),
    task('d', () => file),
  ]
}
declare function open(): AsyncDisposable
