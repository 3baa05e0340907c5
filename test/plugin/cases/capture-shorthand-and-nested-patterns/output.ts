import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const a = 1, b = 2, c = { d: 3 }
  return task(__verdigris_site('patterns', 'input.ts:5:10', __verdigris_bundle), () => ({ b, a, c }))
}
