import { pool, task, worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import * as lib from './lib'

const factor = 2
const made = lib.make('made')

export async function run() {
  const streamed = []
  for (const n of (await task(__verdigris_site('stream', 'input.ts:21:26', __verdigris_bundle, 'generator'), () => ({}))) as Iterable<number>) streamed.push(n)
  const one = await worker(__verdigris_site('worker', 'input.ts:22:21', __verdigris_bundle), () => ({}))
  const two = await pool(__verdigris_site('pool', 'input.ts:23:21', __verdigris_bundle), { size: 1 }, () => ({}))
  return [
    await task(__verdigris_site('declared', 'input.ts:25:11', __verdigris_bundle), () => ({})),
    await task(__verdigris_site('arrow', 'input.ts:26:11', __verdigris_bundle), { timeout: 5 }, () => ({})),
    await task(__verdigris_site('imported', 'input.ts:27:11', __verdigris_bundle), (() => ({})) as () => string),
    await task(__verdigris_site('default', 'input.ts:28:11', __verdigris_bundle), () => ({})),
    await task(__verdigris_site('member', 'input.ts:29:11', __verdigris_bundle), () => ({})),
    await task(__verdigris_site('element', 'input.ts:30:11', __verdigris_bundle), (() => ({}))!),
    await task(__verdigris_site('made', 'input.ts:31:11', __verdigris_bundle), (() => ({})) satisfies () => string),
    streamed,
    await one.call.twice(3),
    await two.call(4),
  ]
}
