import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const base = 1
  const work = async function self() {
    return task(__verdigris_site('inner', 'input.ts:6:12', __verdigris_bundle), () => ({ base }))
  }
  return task(__verdigris_site('outer', 'input.ts:8:10', __verdigris_bundle), () => ({ base }))
}
