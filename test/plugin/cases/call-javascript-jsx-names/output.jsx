import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.jsx&verdigris'

export function run(text = 'text') {
  const lib = { Item: 'b' }
  return task(__verdigris_site('items', 'input.jsx:6:10', __verdigris_bundle), () => ({ text, lib }))
}
