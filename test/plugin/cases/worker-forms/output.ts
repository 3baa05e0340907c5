import { worker as keep, worker, pool as many, pool } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import * as v from 'verdigris'

export async function run() {
  const n = 1
  const handles = [
    await keep(__verdigris_site('aliased', 'input.ts:7:11', __verdigris_bundle), () => ({ n })),
    await v.worker(__verdigris_site('namespace', 'input.ts:8:11', __verdigris_bundle), () => ({ n })),
    await v['pool'](__verdigris_site('computed', 'input.ts:9:11', __verdigris_bundle), () => ({ n })),
    await (worker as typeof keep)(__verdigris_site('as', 'input.ts:10:11', __verdigris_bundle), (() => ({ n })) as () => () => number),
    await worker!(__verdigris_site('non-null', 'input.ts:11:11', __verdigris_bundle) as const, (() => ({ n }))!),
    await (pool satisfies unknown)((__verdigris_site('parentheses', 'input.ts:12:11', __verdigris_bundle)), ((() => ({ n })))),
    await worker?.(__verdigris_site('optional', 'input.ts:13:11', __verdigris_bundle), () => ({ n })),
    await (v?.pool)(__verdigris_site('template', 'input.ts:14:11', __verdigris_bundle), () => ({ n })),
    await v!.worker<() => number>(__verdigris_site('type-arguments', 'input.ts:15:11', __verdigris_bundle), { timeout: 5 }, () => ({ n }) satisfies () => () => number),
    await many(__verdigris_site('trailing', 'input.ts:16:11', __verdigris_bundle), { size: { min: 1, max: n + 1 } }, () => ({ n }),),
  ]
  return Promise.all(handles.map(({ call }) => call()))
}
