import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

enum Level { Low = 1, High = Low + 4 }
enum Level { Top = 9 }
export const enum Mode { Fast = 'fast' }

export const run = () => task(__verdigris_site('enum', 'input.ts:7:26', __verdigris_bundle), () => ({}))
