import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function countDown(n: number): Promise<number[]> {
  return task(__verdigris_site('down', 'input.ts:4:10', __verdigris_bundle), () => ({ n }))
}

export const run = () => countDown(3)
