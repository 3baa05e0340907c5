import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run(start = 1) {
  const offset = 2
  const streamed = [...((await task(__verdigris_site('numbers', 'input.ts:12:32', __verdigris_bundle, 'generator'), () => ({ start, offset }))) as Iterable<number>)]
  return [await task(__verdigris_site('work', 'input.ts:13:17', __verdigris_bundle), () => ({ start, offset })), await task(__verdigris_site('again', 'input.ts:13:43', __verdigris_bundle), () => ({ offset, start })), streamed]
}
