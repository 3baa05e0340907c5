import { worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const STEP = 2
let starts = 0

export async function run(first = 10) {
  await using counter = await worker(__verdigris_site('counter', 'input.ts:9:31', __verdigris_bundle), { restart: false, concurrency: STEP }, () => ({ first }))
  return [await counter.call(1), await counter.call(2)]
}
