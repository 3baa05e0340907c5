import { task } from 'verdigris'
import { native, other } from './native'
import { shared } from './shared'

/** Only for the closure. */
function open(): string
function open(name = 'x') {
  return native(name)
}
const even = (n: number): boolean => n === 0 || odd(n - 1), kept = shared, odd = function (n: number): boolean { return n !== 0 && even(n - 1) }
class Reader {
  #name = open()
  read = () => other(this.#name)
}
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
const makesCall = () => task('inner', () => shared)
const computed = shared.toUpperCase()
function unrelated() {}
const late = () => 1
;(() => {})()

export const run = async () => {
  const inClosure = await task('moved', () => [
    open(), even(2), new Reader().read(), Registered.all, exported(), usedInBoth(), computed, kept, late(), new Extending() instanceof Registered, Blocky.name,
  ])
  return [inClosure, usedInBoth(), makesCall === undefined]
}
