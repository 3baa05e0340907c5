import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { registry } from './lib'

for (const n of [1, 2]) registry.set(n, n)
export const later = () => registry.set(3, 3)
function counter() {
  return counter.calls++
}
if (registry) {
  counter.calls = 0
}
export const work = () => task(__verdigris_site('registry', 'input.ts:12:27', __verdigris_bundle), () => ({}))
