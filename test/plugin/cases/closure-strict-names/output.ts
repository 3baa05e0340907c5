import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const of = 1, get = 2, async = 3, type = 4, from = 5, undefined = 6, as = 7
  return task(__verdigris_site('names', 'input.ts:5:10', __verdigris_bundle), () => ({ of, get, async, type, from, undefined, as }))
}
