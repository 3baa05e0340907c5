import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'


export const run = async (text = 'x') => [
  await task(__verdigris_site('encode', 'input.ts:8:9', __verdigris_bundle), () => ({ text })),
  await task(__verdigris_site('decode', 'input.ts:9:9', __verdigris_bundle), () => ({ text })),
  await task(__verdigris_site('both', 'input.ts:10:9', __verdigris_bundle), () => ({ text })),
]
