import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function run(factor = 3) {
  return task(__verdigris_site('outer', 'input.ts:5:10', __verdigris_bundle), () => ({ factor }))
}
