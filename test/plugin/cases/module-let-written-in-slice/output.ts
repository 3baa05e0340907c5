import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

let cached: string | undefined
var times = 1
let never = 2

export const run = () => task(__verdigris_site('singleton', 'input.ts:10:26', __verdigris_bundle), () => ({}))
