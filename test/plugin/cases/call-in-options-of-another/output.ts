import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export const run = async (n = 1) =>
  task(__verdigris_site('outer', 'input.ts:4:3', __verdigris_bundle), { retries: await task(__verdigris_site('retries', 'input.ts:4:34', __verdigris_bundle), () => ({ n })) } as object, () => ({ n }))
