import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

function local(task: (label: string, closure: () => number) => number) {
  return task('shadowed', () => 1)
}
export const run = async () => [
  local((_, closure) => closure()),
  await task(__verdigris_site('real', 'input.ts:8:9', __verdigris_bundle), () => ({})),
]
