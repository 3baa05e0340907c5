import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const step = 2
  async function sum(n: number): Promise<number> {
    return n <= 0 ? 0 : task(__verdigris_site('sum', 'input.ts:6:25', __verdigris_bundle), () => ({ n, step }))
  }
  const once = (word: string) => task(__verdigris_site('once', 'input.ts:8:34', __verdigris_bundle), () => ({ word }))
  return [await sum(6), await task(__verdigris_site('outer', 'input.ts:9:31', __verdigris_bundle), () => ({ step }))]
}
