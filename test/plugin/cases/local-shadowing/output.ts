import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const name = 'module'

export function run() {
  {
    const name = 'block'
    return task(__verdigris_site('shadow', 'input.ts:14:12', __verdigris_bundle), () => ({ name }))
  }
}
