import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const user = { n: 1 }
  // verdigris-ignore-next-line capture-mutated
  await task(__verdigris_site('one', 'input.ts:6:9', __verdigris_bundle), () => ({ user }))
  /* verdigris-ignore-next-line copy-mutated, capture-mutated */
  await task(__verdigris_site('two', 'input.ts:8:9', __verdigris_bundle), () => ({ user }))
  // verdigris-ignore-next-line copy-mutated
  await task(__verdigris_site('other', 'input.ts:10:9', __verdigris_bundle), () => ({ user }))
  // verdigris-ignore-next-line label-not-literal
  return user
}
