import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import path = require('node:path')
import join = path.posix.join

export const work = () => task(__verdigris_site('require', 'input.ts:5:27', __verdigris_bundle), () => ({}))
