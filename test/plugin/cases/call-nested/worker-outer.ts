import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
import { one } from './lib'
const two = 2
const double = (n: number) => n * two
const viaFunction = (n: number) => task(__verdigris_site('function', 'input.ts:6:36', __verdigris_bundle), () => ({ n }))
export default ({ a, b }) => async () => {
    const c = double(a)
    const inner = await task(__verdigris_site('inner', 'input.ts:12:25', __verdigris_bundle), () => ({ c, b, a }))
    return [inner, await viaFunction(c), one]
  }
