import { task } from "verdigris"
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
const A = 1, B = 2
export const run = () => task(__verdigris_site('bom', 'input.ts:3:26', __verdigris_bundle), () => ({}))
