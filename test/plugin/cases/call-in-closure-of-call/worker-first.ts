import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default ({ n, m }) => async () => [n, m, await task(__verdigris_site('deepest', 'input.ts:6:64', __verdigris_bundle), () => ({ n, m }))]
