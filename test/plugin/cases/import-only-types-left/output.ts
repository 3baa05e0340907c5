import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export const handles: Handle[] = []
export const engine: Engine | undefined = undefined
export const run = () => task(__verdigris_site('types', 'input.ts:7:26', __verdigris_bundle), () => ({}))
