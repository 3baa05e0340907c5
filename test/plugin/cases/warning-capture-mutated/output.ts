import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const user = { n: 1, deep: { list: [1] } }, list = [2, 1], map = new Map([[1, 2]]), other: any = {}
  await task(__verdigris_site('assign', 'input.ts:5:9', __verdigris_bundle), () => ({ user, other }))
  await task(__verdigris_site('patterns', 'input.ts:6:9', __verdigris_bundle), () => ({ user, other }))
  await task(__verdigris_site('loop', 'input.ts:7:9', __verdigris_bundle), () => ({ other, user, list }))
  await task(__verdigris_site('methods', 'input.ts:8:9', __verdigris_bundle), () => ({ list, map }))
  await task(__verdigris_site('objects', 'input.ts:9:9', __verdigris_bundle), () => ({ user }))
  await task(__verdigris_site('fine', 'input.ts:10:9', __verdigris_bundle), () => ({ user, list, other }))
  return [user, list, map, other]
}
