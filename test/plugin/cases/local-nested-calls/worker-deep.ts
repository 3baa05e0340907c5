import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default ({ offset, factor }) => () => task(__verdigris_site('deeper', 'input.ts:9:48', __verdigris_bundle), () => ({ factor, offset }))
