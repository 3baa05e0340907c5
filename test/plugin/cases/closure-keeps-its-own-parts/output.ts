import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const base = 10

export async function run() {
  const depth = 5
  const self = await task(__verdigris_site('self', 'input.ts:7:22', __verdigris_bundle), () => ({ depth }))
  const own = await task(__verdigris_site('own', 'input.ts:10:21', __verdigris_bundle), () => ({}))
  const labelled = await task(__verdigris_site('labels', 'input.ts:13:26', __verdigris_bundle), () => ({ depth }))
  const dead = await task(__verdigris_site('tdz', 'input.ts:22:22', __verdigris_bundle), () => ({}))
  const unknown = await task(__verdigris_site('typeof', 'input.ts:30:25', __verdigris_bundle), () => ({}))
  const asynchronous = await task(__verdigris_site('async', 'input.ts:31:30', __verdigris_bundle), () => ({ depth }))
  return [self, own, labelled, dead, unknown, asynchronous]
}
