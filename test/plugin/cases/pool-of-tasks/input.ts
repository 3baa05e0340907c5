import { pool, task } from 'verdigris'
import * as v from 'verdigris'

const options = { size: 1 }

export async function run() {
  const text = 'abc'
  await using plain = await pool()
  await using shared = await pool({ size: 2 })
  await using sized = await v.pool(options)
  const wrapped = await (pool as typeof v.pool)((options) satisfies object)
  return [
    await task('plain', { pool: plain }, () => text.length),
    await task('shared', { pool: shared }, () => text + options.size),
    [sized.size, wrapped.size],
  ]
}
