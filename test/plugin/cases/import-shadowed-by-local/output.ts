import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { value } from './lib'

export async function run() {
  const fromModule = value
  return task(__verdigris_site('shadowed', 'input.ts:6:10', __verdigris_bundle), () => ({ fromModule }))
}
