import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const suffix = '.ts'

export function run(file = '/a/b.ts') {
  return task(__verdigris_site('paths', 'input.ts:12:10', __verdigris_bundle), () => ({ file }))
}
