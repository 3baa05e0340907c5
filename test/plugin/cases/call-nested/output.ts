import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const two = 2
const viaFunction = (n: number) => task(__verdigris_site('function', 'input.ts:6:36', __verdigris_bundle), () => ({ n }))

export async function run() {
  const a = 1, b = 10
  return task(__verdigris_site('outer', 'input.ts:10:10', __verdigris_bundle), () => ({ a, b }))
}
