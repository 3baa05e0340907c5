import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const results: unknown[] = []
  try {
    throw Object.assign(new Error('first'), { code: 1 })
  } catch ({ message, code = 2, ...rest }: any) {
    results.push(await task(__verdigris_site('pattern', 'input.ts:8:24', __verdigris_bundle), () => ({ message, code, rest })))
  } finally {
    const end = 'end'
    results.push(await task(__verdigris_site('finally', 'input.ts:11:24', __verdigris_bundle), () => ({ end })))
  }
  outer: for (const n of [1, 2]) {
    for (;;) {
      results.push(await task(__verdigris_site('labelled', 'input.ts:15:26', __verdigris_bundle), () => ({ n })))
      continue outer
    }
  }
  return results
}
