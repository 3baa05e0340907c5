import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { pool, task } from 'verdigris'
import { one } from './lib'
const two = 2
const double = (n: number) => n * two
export default ({ a, b }) => async () => {
    const c = double(a)
    const inner = await pool(__verdigris_site('inner', 'input.ts:11:25', __verdigris_bundle), () => ({ c, b }))
    return {
      viaTask: (n: number) => task(__verdigris_site('task-in-method', 'input.ts:13:31', __verdigris_bundle), () => ({ n, c })),
      viaPool: (n: number) => inner.call(n + one),
    }
  }
