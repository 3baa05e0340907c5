import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  let name = 'declared'
  const results = []
  for (name of ['first', 'second']) results.push(await task(__verdigris_site('greet', 'input.ts:7:56', __verdigris_bundle), () => ({ name })))
  for (let index = 0; index < 2; index += 1) {
    results.push(await task(__verdigris_site('index', 'input.ts:10:24', __verdigris_bundle), () => ({ index })))
  }
  name = 'before the call'
  const late = task(__verdigris_site('late', 'input.ts:13:16', __verdigris_bundle), () => ({ name }))
  return [...results, await late]
}
