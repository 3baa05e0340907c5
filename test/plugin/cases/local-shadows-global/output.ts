import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function run(values: number[] = [3, 1]) {
  return call({ max: () => 'local' })

  function call(Math: { max: () => string }) {
    const word = Math.max()
    return task(__verdigris_site('global', 'input.ts:10:12', __verdigris_bundle), () => ({ word, values }))
  }
}
