import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.tsx&verdigris'

export function run(title = 'hello') {
  return task(__verdigris_site('page', 'input.tsx:10:10', __verdigris_bundle), () => ({ title }))
}
