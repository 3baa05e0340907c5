import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default ({ step }) => {
  async function sum(n: number): Promise<number> {
    return n <= 0 ? 0 : task(__verdigris_site('sum', 'input.ts:6:25', __verdigris_bundle), () => ({ n, step }))
  }
  const once = (word: string) => task(__verdigris_site('once', 'input.ts:8:34', __verdigris_bundle), () => ({ word }))
  return async () => [await once('a'), await sum(2)]
}
