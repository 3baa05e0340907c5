import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const factor = 3
export const times = (n: number) => task(__verdigris_site('times', 'input.ts:4:37', __verdigris_bundle), () => ({ n }))
async function both(n: number) {
  return [await times(n), await task(__verdigris_site('plus', 'input.ts:6:33', __verdigris_bundle), () => ({ n }))]
}

export const run = () => task(__verdigris_site('outer', 'input.ts:9:26', __verdigris_bundle), () => ({}))
