import { task, worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const { pid } = await worker(__verdigris_site('codec', 'input.ts:3:23', __verdigris_bundle), () => ({}))
export const run = () => task(__verdigris_site('pid', 'input.ts:4:26', __verdigris_bundle), () => ({}))
