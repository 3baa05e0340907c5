import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function run() {
  {
    return task(__verdigris_site('same', 'input.ts:8:12', __verdigris_bundle), () => ({}))
  }
}
