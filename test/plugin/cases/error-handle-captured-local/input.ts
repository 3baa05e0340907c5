import * as v from 'verdigris'

export async function run(list: number[]) {
  const w = await v.worker('w', () => ({ f: () => 1 }))
  const p = v.pool('p', { size: 2 }, () => () => 1)
  const all = await v.supervise({}, [])
  let later
  later = await v.worker('later', () => () => 1)
  for (const n of list) {
    const each = await v.worker('each', () => () => 1)
    await v.task('loop', () => each.call() + n)
  }
  return [
    v.task('x', () => w.call.f()),
    v.worker('y', () => async () => (await p).call()),
    v.task('z', { retries: 1 }, () => [all.close(), later.call()]),
    v.task('outer', () => v.task('inner', () => w.pid)),
  ]
}
