import { pool, task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import * as v from 'verdigris'

const options = { size: 1 }

export async function run() {
  const text = 'abc'
  await using plain = await pool()
  await using shared = await pool({ size: 2 })
  await using sized = await v.pool(options)
  const wrapped = await (pool as typeof v.pool)((options) satisfies object)
  return [
    await task(__verdigris_site('plain', 'input.ts:13:11', __verdigris_bundle), { pool: plain }, () => ({ text })),
    await task(__verdigris_site('shared', 'input.ts:14:11', __verdigris_bundle), { pool: shared }, () => ({ text })),
    [sized.size, wrapped.size],
  ]
}
