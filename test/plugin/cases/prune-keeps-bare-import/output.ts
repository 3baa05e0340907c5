import './setup'
import {} from './setup'
import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export const run = () => task(__verdigris_site('bare', 'input.ts:6:26', __verdigris_bundle), () => ({}))
