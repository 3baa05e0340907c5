import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
const times = (n: number) => task(__verdigris_site('times', 'input.ts:4:37', __verdigris_bundle), () => ({ n }))
async function both(n: number) {
  return [await times(n), await task(__verdigris_site('plus', 'input.ts:6:33', __verdigris_bundle), () => ({ n }))]
}
export default () => async () => [await times(2), ...(await both(4))]
