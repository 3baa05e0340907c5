import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const results: number[] = []
for (const n of [1, 2]) {
  const doubled = n * 2
  results.push(await task(__verdigris_site('block', 'input.ts:6:22', __verdigris_bundle), () => ({ doubled, n })))
}
for (var i = 0; i < 2; i++) results.push(await task(__verdigris_site('var', 'input.ts:8:48', __verdigris_bundle), () => ({ i })))

export const run = () => results
