import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const ready = await Promise.resolve(3)

export const run = () => task(__verdigris_site('await', 'input.ts:5:26', __verdigris_bundle), () => ({}))
