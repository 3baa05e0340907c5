import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export const run = (text = 'true') => task(__verdigris_site('parse', 'input.ts:4:39', __verdigris_bundle), () => ({ text }))
