import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { safe, shared } from './native'

export const local = safe(shared)
export const run = () => task(__verdigris_site('native', 'input.ts:5:26', __verdigris_bundle), () => ({}))
