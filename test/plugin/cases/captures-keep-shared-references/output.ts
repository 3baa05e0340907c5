import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const list = [1]
  const holder = { list }
  return task(__verdigris_site('shared', 'input.ts:6:10', __verdigris_bundle), () => ({ holder, list }))
}
