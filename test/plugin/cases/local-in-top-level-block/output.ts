import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

let result: unknown
{
  const word = 'block'
  result = task(__verdigris_site('block', 'input.ts:7:12', __verdigris_bundle), () => ({ word }))
}
if (result) {
  result = Promise.all([result, task(__verdigris_site('branch', 'input.ts:13:33', __verdigris_bundle), () => ({}))])
}

export const run = () => result
