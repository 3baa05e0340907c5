import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.js&verdigris'
import { limits } from './limits'

export const run = async (timeout = 5) => [
  await task(__verdigris_site('object', 'input.js:5:9', __verdigris_bundle), { timeout, signal: undefined }, () => ({})),
  await task(__verdigris_site('variable', 'input.js:6:9', __verdigris_bundle), limits, () => ({})),
  await task(__verdigris_site('conditional', 'input.js:7:9', __verdigris_bundle), timeout ? limits : {}, () => ({})),
]
