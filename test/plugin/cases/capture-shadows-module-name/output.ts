import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const value = 'module'

export async function run() {
  const value = 'local'
  return task(__verdigris_site('both', 'input.ts:8:10', __verdigris_bundle), () => ({ value }))
}
