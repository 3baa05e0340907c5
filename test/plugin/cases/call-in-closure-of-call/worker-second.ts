import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default ({ m }) => () => task(__verdigris_site('third', 'input.ts:7:47', __verdigris_bundle), () => ({ m }))
