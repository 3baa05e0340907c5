import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

type Work = () => number
export async function run(n = 2) {
  const a = (await task(__verdigris_site('as', 'input.ts:5:20', __verdigris_bundle), (() => ({ n })) as Work)) as number
  const b = await task(__verdigris_site('satisfies', 'input.ts:6:19', __verdigris_bundle), (() => ({ n })) satisfies Work)!
  const c = await task<Work>(__verdigris_site('type-arguments', 'input.ts:7:19', __verdigris_bundle), (() => ({ n }))!)
  const d = await (task as typeof task)(__verdigris_site('callee', 'input.ts:8:19', __verdigris_bundle), ((() => ({ n }))))
  const e = await (task!)(__verdigris_site('non-null', 'input.ts:9:19', __verdigris_bundle) as const, { timeout: 5 } satisfies object, () => ({ n }))
  const f = (await task(__verdigris_site('chain', 'input.ts:10:20', __verdigris_bundle), () => ({ n })))?.deep!
  return [a, b, c, d, e, f]
}
