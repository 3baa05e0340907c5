import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const results: number[] = []
const memo = new Map<number, number>()

export const run = async () => {
  await task(__verdigris_site('push', 'input.ts:8:9', __verdigris_bundle), () => ({}))
  await task(__verdigris_site('memo', 'input.ts:9:9', __verdigris_bundle), () => ({}))
  return results
}
