import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function run() {
  const base = 10
  return task(__verdigris_site('arrow', 'input.ts:12:10', __verdigris_bundle), () => ({ base }))
}
