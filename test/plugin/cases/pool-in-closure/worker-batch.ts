import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { pool, task } from 'verdigris'
export default ({ size }) => async () => {
    await using shared = await pool({ size })
    return [shared.size, await task(__verdigris_site('item', 'input.ts:6:32', __verdigris_bundle), { pool: shared }, () => ({ size }))]
  }
