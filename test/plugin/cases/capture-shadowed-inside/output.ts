import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const name = 'module'
export async function run() {
  const value = 'outer'
  return task(__verdigris_site('shadow', 'input.ts:6:10', __verdigris_bundle), () => ({}))
}
