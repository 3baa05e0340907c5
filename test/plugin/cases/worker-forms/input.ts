import { worker as keep, worker, pool as many, pool } from 'verdigris'
import * as v from 'verdigris'

export async function run() {
  const n = 1
  const handles = [
    await keep('aliased', () => () => n),
    await v.worker('namespace', () => () => n),
    await v['pool']('computed', () => () => n),
    await (worker as typeof keep)('as', (() => () => n) as () => () => number),
    await worker!('non-null' as const, (() => () => n)!),
    await (pool satisfies unknown)(('parentheses'), ((() => () => n))),
    await worker?.('optional', () => () => n),
    await (v?.pool)(`template`, () => () => n),
    await v!.worker<() => number>('type-arguments', { timeout: 5 }, function (): () => number { return () => n } satisfies () => () => number),
    await many('trailing', { size: { min: 1, max: n + 1 } }, async () => () => n,),
  ]
  return Promise.all(handles.map(({ call }) => call()))
}
