import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { init } from './lib'

const engine = await init('engine')
const { name, sizes: [first = 0, ...others] = [], ...rest } = await init('shared')
const [left, right = left] = [await init('left')]

export const run = () => task(__verdigris_site('use', 'input.ts:8:26', __verdigris_bundle), () => ({}))
