import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

let count = 0
export const run = async () => [await task(__verdigris_site('increase', 'input.ts:5:39', __verdigris_bundle), () => ({})), count]
