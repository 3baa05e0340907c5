import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
const text = await task(__verdigris_site('read', 'input.ts:3:20', __verdigris_bundle), () => ({}))
const shout = text.toUpperCase()
export default () => () => shout.length
