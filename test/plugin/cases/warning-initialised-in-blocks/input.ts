import { task } from 'verdigris'
import { registry } from './lib'

for (const n of [1, 2]) registry.set(n, n)
export const later = () => registry.set(3, 3)
function counter() {
  return counter.calls++
}
if (registry) {
  counter.calls = 0
}
export const work = () => task('registry', () => [registry.get(1), counter()])
