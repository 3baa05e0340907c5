import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { type Shape, unused } from './lib'
import type { Shape as Other } from './lib'
import './polyfill'

const shape: Shape | Other = { sides: 3 }

export const run = () =>
  task(__verdigris_site('imports', 'input.ts:11:3', __verdigris_bundle), () => ({}))
export { unused }
