import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

declare const __dirname: string
declare const UNDEFINED: unknown
declare function ambient(): void
declare class Nothing {}

export const run = () =>
  task(__verdigris_site('define', 'input.ts:9:3', __verdigris_bundle), () => ({}))
