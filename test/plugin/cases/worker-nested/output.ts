import { task, worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const two = 2

export async function run() {
  const a = 1, b = 10
  const outer = await worker(__verdigris_site('outer', 'input.ts:9:23', __verdigris_bundle), () => ({ a, b }))
  const deep = await task(__verdigris_site('outermost', 'input.ts:17:22', __verdigris_bundle), () => ({ a, b }))
  return [await outer.call.viaTask(5), await outer.call.viaPool(6), deep]
}
