import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default ({ c, b, a }) => async () => {
      const d = c + b
      return [d, await task(__verdigris_site('innermost', 'input.ts:14:24', __verdigris_bundle), () => ({ a, c, d }))]
    }
