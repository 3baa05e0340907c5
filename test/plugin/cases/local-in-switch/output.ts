import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run(kind = 'b') {
  const results = []
  switch (kind) {
    case 'a':
    case 'b':
      results.push(await task(__verdigris_site('case', 'input.ts:9:26', __verdigris_bundle), () => ({ kind })))
    // falls through
    default: {
      results.push(await task(__verdigris_site('default', 'input.ts:13:26', __verdigris_bundle), () => ({})))
    }
  }
  for (const f = () => kind; results.length < 3;) results.push(await task(__verdigris_site('for', 'input.ts:16:70', __verdigris_bundle), () => ({ kind })))
  label: {
    results.push(await task(__verdigris_site('label', 'input.ts:21:24', __verdigris_bundle), () => ({ kind })))
    break label
  }
  return results
}
