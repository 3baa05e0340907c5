import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const shared = 3
export async function run(outer = 1) {
  const results = [
    await task(__verdigris_site('arguments', 'input.ts:6:11', __verdigris_bundle), () => ({})),
    await task(__verdigris_site('defaults', 'input.ts:9:11', __verdigris_bundle), () => ({ outer })),
    await task(__verdigris_site('self', 'input.ts:10:11', __verdigris_bundle), () => ({})),
    await task(__verdigris_site('labels', 'input.ts:13:11', __verdigris_bundle), () => ({})),
    await task(__verdigris_site('tdz', 'input.ts:24:11', __verdigris_bundle), () => ({ outer })),
  ]
  const numbers = await task(__verdigris_site('generator', 'input.ts:33:25', __verdigris_bundle, 'generator'), () => ({ outer }))
  return [...results, ...(numbers as unknown as Iterable<number>)]
}
