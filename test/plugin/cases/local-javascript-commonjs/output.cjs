import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.cjs&verdigris'

export function run() {
  return task(__verdigris_site('cjs', 'input.cjs:7:10', __verdigris_bundle), () => ({}))
}
