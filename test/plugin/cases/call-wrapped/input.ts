import { task } from 'verdigris'

type Work = () => number
export async function run(n = 2) {
  const a = (await task('as', (() => n + 1) as Work)) as number
  const b = await task('satisfies', (() => n + 2) satisfies Work)!
  const c = await task<Work>('type-arguments', (() => n + 3)!)
  const d = await (task as typeof task)('callee', ((() => n + 4)))
  const e = await (task!)('non-null' as const, { timeout: 5 } satisfies object, <T,>() => n as T)
  const f = (await task('chain', () => ({ deep: n })))?.deep!
  return [a, b, c, d, e, f]
}
