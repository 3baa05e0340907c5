import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
function countDown(n: number): Promise<number[]> {
  return task(__verdigris_site('down', 'input.ts:4:10', __verdigris_bundle), () => ({ n }))
}
export default ({ n }) => async () => (n === 0 ? [] : [n, ...(await countDown(n - 1))])
