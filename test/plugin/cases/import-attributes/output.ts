import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export const run = () => task(__verdigris_site('json', 'input.ts:5:26', __verdigris_bundle), () => ({}))
