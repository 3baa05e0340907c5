import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.js&verdigris'
let a = 1
const b = a
;[a] = [b + 1]
const c = () => a
;
(a = 3)

export const run = async () => [a, b, c(), await task(__verdigris_site('apart', 'input.js:11:50', __verdigris_bundle), () => ({}))]
