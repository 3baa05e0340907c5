import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default ({ n }) => async () => {
    const m = n + 1
    const inner = await task(__verdigris_site('first', 'input.ts:6:25', __verdigris_bundle), () => ({ n, m }))
    return [inner, await task(__verdigris_site('second', 'input.ts:7:26', __verdigris_bundle), () => ({ m }))]
  }
