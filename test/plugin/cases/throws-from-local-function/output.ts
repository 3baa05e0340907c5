import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function run(limit = 2) {
  class LimitError extends RangeError {
    override name = 'LimitError'
  }
  return task(__verdigris_site('check', 'input.ts:11:10', __verdigris_bundle), () => ({ limit }))
}
