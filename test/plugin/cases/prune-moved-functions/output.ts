import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { shared } from './shared'

/** Only for the closure. */
const kept = shared
class Registered {
  static all = [shared]
}
export const exported = () => shared
class Extending extends Registered {}
class Blocky {
  static {
    shared.trim()
  }
}
const usedInBoth = () => shared
const makesCall = () => task(__verdigris_site('inner', 'input.ts:26:25', __verdigris_bundle), () => ({}))
const computed = shared.toUpperCase()
function unrelated() {}
;(() => {})()

export const run = async () => {
  const inClosure = await task(__verdigris_site('moved', 'input.ts:33:27', __verdigris_bundle), () => ({}))
  return [inClosure, usedInBoth(), makesCall === undefined]
}
