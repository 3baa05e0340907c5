import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const results: Promise<number>[] = []
  for (let i = 0; i < 3; i++) results.push(task(__verdigris_site('index', 'input.ts:5:44', __verdigris_bundle), () => ({ i })))
  return Promise.all(results)
}
