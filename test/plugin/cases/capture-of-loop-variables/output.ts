import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const results = []
  for (let [a, b] = [1, 2]; a < 3; [a, b] = [a + 1, b * 2]) results.push(await task(__verdigris_site('pattern', 'input.ts:5:80', __verdigris_bundle), () => ({ a, b })))
  for (const key in { x: 1, y: 2 }) results.push(await task(__verdigris_site('in', 'input.ts:6:56', __verdigris_bundle), () => ({ key })))
  for await (const { n = 1, ...rest } of [{ n: 2, m: 3 }, { m: 4 }]) results.push(await task(__verdigris_site('await', 'input.ts:7:89', __verdigris_bundle), () => ({ n, rest })))
  let n = 0
  do {
    const current = n
    results.push(await task(__verdigris_site('do', 'input.ts:11:24', __verdigris_bundle), () => ({ current })))
  } while (n++ < 1)
  return results
}
