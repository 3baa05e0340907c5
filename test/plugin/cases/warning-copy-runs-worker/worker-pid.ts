import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { worker } from 'verdigris'
const { pid } = await worker(__verdigris_site('codec', 'input.ts:3:23', __verdigris_bundle), () => ({}))
export default () => () => pid
