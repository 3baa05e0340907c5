import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const limit = 'module'

export function run(limit = 'parameter') {
  function make(prefix: string) {
    return task(__verdigris_site('value', 'input.ts:10:12', __verdigris_bundle), () => ({ limit, prefix }))
  }
  return make('prefix ')
}
