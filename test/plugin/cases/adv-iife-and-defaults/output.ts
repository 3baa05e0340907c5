import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const shared = { n: 1 }
export const run = async (
  a = 1,
  b = task(__verdigris_site('default', 'input.ts:6:7', __verdigris_bundle), () => ({ a })),
  { c = a, ...rest }: { c?: number; d?: number } = { d: 4 },
) =>
  [await b, await task(__verdigris_site('body', 'input.ts:9:19', __verdigris_bundle), () => ({ a, c, rest }))]
