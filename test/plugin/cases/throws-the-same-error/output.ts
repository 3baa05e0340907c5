import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export const run = (n = 2) => task(__verdigris_site('check', 'input.ts:7:31', __verdigris_bundle), () => ({ n }))
