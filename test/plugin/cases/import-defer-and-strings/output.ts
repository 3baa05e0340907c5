import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export const work = () => task(__verdigris_site('strings', 'input.ts:5:27', __verdigris_bundle), () => ({}))
