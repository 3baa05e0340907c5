import { task } from "verdigris"
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
const A = 1, B = 2
export const run = () => {
  const c = 1
  return task(__verdigris_site('crlf', 'input.ts:5:10', __verdigris_bundle), () => ({ c }))
}
