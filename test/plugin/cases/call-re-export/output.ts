import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
export { task } from 'verdigris'
export * from 'verdigris'

export { task as isolate }
export type Task = typeof task
export const run = () => task(__verdigris_site('mine', 'input.ts:7:26', __verdigris_bundle), () => ({}))
