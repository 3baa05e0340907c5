import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { b as c } from './lib'
import * as all from './lib'
import { d as y } from './lib'

export const kept = [c, all.a, y]
export const run = () => task(__verdigris_site('prune', 'input.ts:7:26', __verdigris_bundle), () => ({}))
