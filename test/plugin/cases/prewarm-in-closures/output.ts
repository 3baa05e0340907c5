import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'


export async function run() {
  return task(__verdigris_site('outer', 'input.ts:9:10', __verdigris_bundle), () => ({}))
}
