import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function run<T extends string>(word: T = 'word' as T) {
  type Pair<A> = readonly [A, T]
  return task(__verdigris_site('typed', 'input.ts:11:10', __verdigris_bundle), () => ({ word }))
}
