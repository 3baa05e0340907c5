import { worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run(start = 10) {
  let count = start
  await using counter = await worker(__verdigris_site('counter', 'input.ts:7:31', __verdigris_bundle), () => ({ count }))
  return [await counter.call.next(), await counter.call.twice(), await counter.call.peek()]
}
