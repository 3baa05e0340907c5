// A look at a value before it is encoded: most need no walk of devalue's, and are sent in a fraction of the time.
import { node } from './node.ts'

/**
 * What keeps all of a value: `json` the JSON of it; `clone` the structured clone of V8, `walk` only devalue, which
 * also says what cannot be sent, and where it is.
 */
export type Way = 'json' | 'clone' | 'walk'

// In a fresh process the module of V8's serializer takes a millisecond to load.
const MIN_CLONE_OBJECTS = 256

/** Whatever the answer is, devalue would give the same value on the other side. */
export function wayOf(value: unknown): Way {
  if (hasForeignJson()) return 'walk'
  const look = new Look()
  if (!look.visit(value)) return 'walk'
  if (look.isJson) return 'json'
  return look.count < MIN_CLONE_OBJECTS ? 'walk' : 'clone'
}

/** Old libraries have made `toJSON` a method of everything. */
function hasForeignJson(): boolean {
  return 'toJSON' in Object.prototype || 'toJSON' in Array.prototype
}

class Look {
  isJson = true
  /** Objects that were seen. */
  count = 0
  readonly #seen = new Set<object>()

  /** False if only devalue will do. */
  visit(value: unknown): boolean {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return true
      case 'number':
        if (!Number.isFinite(value) || Object.is(value, -0)) this.isJson = false
        return true
      case 'undefined':
      case 'bigint':
        this.isJson = false
        return true
      case 'object':
        return value === null || this.#visitObject(value)
      default:
        return false
    }
  }

  #visitObject(value: object): boolean {
    if (this.#seen.has(value)) {
      this.isJson = false
      return true
    }
    this.#seen.add(value)
    this.count++
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype) return this.#visitMembers(value)
    if (prototype === Array.prototype) return Array.isArray(value) && this.#visitItems(value)
    this.isJson = false
    if (prototype === Date.prototype) return node.util.types.isDate(value)
    if (prototype === Map.prototype) return node.util.types.isMap(value) && this.#visitMap(value)
    if (prototype === Set.prototype) return node.util.types.isSet(value) && this.#visitSet(value)
    return false
  }

  #visitMembers(value: object): boolean {
    // What `for in` finds in the prototype is in no object's JSON: to have looked at it does no harm.
    for (const key in value) {
      if (key === '__proto__' || !this.visit((value as Record<string, unknown>)[key])) return false
    }
    return Object.getOwnPropertySymbols(value).length === 0
  }

  #visitItems(items: readonly unknown[]): boolean {
    if (Object.hasOwn(items, 'groups')) return false
    for (let i = 0; i < items.length; i++) {
      const item = items[i]
      // A hole may be one of a billion.
      if ((item === undefined && !(i in items)) || !this.visit(item)) return false
    }
    return true
  }

  #visitMap(map: ReadonlyMap<unknown, unknown>): boolean {
    for (const [key, value] of map) if (!this.visit(key) || !this.visit(value)) return false
    return true
  }

  #visitSet(set: ReadonlySet<unknown>): boolean {
    for (const value of set) if (!this.visit(value)) return false
    return true
  }
}
