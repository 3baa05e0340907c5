import './polyfill'
import './nothing.ts'
import './style.css'
import type {} from './types'
// verdigris-ignore-next-line import-not-preloaded
import './silenced'
import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export const run = () => task(__verdigris_site('a', 'input.ts:9:26', __verdigris_bundle), () => ({}))
