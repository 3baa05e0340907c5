import { native, other } from './native'
import { shared } from './shared'
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
const exported = () => shared
class Extending extends Registered {}
class Blocky {
  static {
    shared.trim()
  }
}
const usedInBoth = () => shared
const computed = shared.toUpperCase()
const late = () => 1
export default () => () => [
    open(), even(2), new Reader().read(), Registered.all, exported(), usedInBoth(), computed, kept, late(), new Extending() instanceof Registered, Blocky.name,
  ]
