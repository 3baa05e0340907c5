import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
let depth = 0
async function work(): Promise<number> {
  depth += 1
  return depth > 1 ? depth : (await task(__verdigris_site('inner', 'input.ts:6:37', __verdigris_bundle), () => ({}))) + depth
}
export default () => work
