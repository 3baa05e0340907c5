import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const text = await task(__verdigris_site('read', 'input.ts:3:20', __verdigris_bundle), () => ({}))
const shout = text.toUpperCase()
const length = await task(__verdigris_site('count', 'input.ts:5:22', __verdigris_bundle), () => ({}))
export const run = () => [text, length]
