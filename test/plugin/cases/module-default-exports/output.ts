import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export default function twice(n: number) {
  return n * 2
}

export const run = () => task(__verdigris_site('default', 'input.ts:7:26', __verdigris_bundle), () => ({}))
