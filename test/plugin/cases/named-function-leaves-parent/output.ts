import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'


export const run = async () => [await task(__verdigris_site('work', 'input.ts:9:39', __verdigris_bundle), () => ({})), await task(__verdigris_site('other', 'input.ts:9:65', __verdigris_bundle), () => ({}))]
