import { task as isolate, task } from 'verdigris'
import * as v from 'verdigris'

export async function run() {
  const n = 1
  const results = [
    await isolate('aliased', () => n),
    await v.task('namespace', () => n),
    await v['task']('computed', () => n),
    await (task as typeof isolate)('as', (() => n) as () => number),
    await task!('non-null' as const, (() => n)!),
    await (task satisfies unknown)(('parentheses'), ((() => n))),
    await task?.('optional', () => n),
    await (v?.task)(`template`, () => n),
    await v!.task<number>('type-arguments', { timeout: 5 }, function (): number { return n } satisfies () => number),
    await task('trailing', {}, () => n,),
  ]
  return results
}
