import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.tsx&verdigris'

export function run() {
  const name = 'x'
  return task(__verdigris_site('render', 'input.tsx:6:10', __verdigris_bundle), () => ({ name }))
}
