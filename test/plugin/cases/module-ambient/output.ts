import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

declare const __VERSION__: string
declare function reportMissing(): void
declare global {
  var extra: number
}

export const run = () => task(__verdigris_site('ambient', 'input.ts:9:26', __verdigris_bundle), () => ({}))
