import { worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run(start: number) {
  const limit = 3
  const { call } = await worker(__verdigris_site('own', 'input.ts:5:26', __verdigris_bundle), () => ({ limit }))
  return [await call.next(), await call.next(), start]
}
