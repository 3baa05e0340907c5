import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

let count = 0
function next() {
  count += 1
  return { a: count, b: { c: count + 1 }, d: [count] }
}
const { a, b: { c }, d: [e] } = next()
const { a: again = 7, ['d']: computed } = next()

export const run = async () => [await task(__verdigris_site('c', 'input.ts:11:39', __verdigris_bundle), () => ({})), await task(__verdigris_site('all', 'input.ts:11:65', __verdigris_bundle), () => ({}))]
