// A look at a value before it is encoded: most need no walk of devalue's, and are sent in a fraction of the time.
import { node } from './node.ts'
import { hasNamedMembers, MIN_LARGE_OBJECTS } from './small.ts'

/**
 * What keeps all of a value: `json` the JSON of it; `clone` the structured clone of V8; `walk` what goes through it
 * piece by piece: `small.ts`, or else devalue, which also says what cannot be sent, and where it is.
 */
export type Way = 'json' | 'clone' | 'walk'

const { isDate, isMap, isRegExp, isSet } = node.util.types

/** Whatever the answer is, devalue would give the same value on the other side. */
export function wayOf(value: unknown): Way {
  if (hasForeignJson()) return 'walk'
  const look = new Look()
  if (!look.visit(value)) return 'walk'
  if (look.isJson) return 'json'
  // In a fresh process the module of V8's serializer takes a millisecond to load.
  return look.count < MIN_LARGE_OBJECTS ? 'walk' : 'clone'
}

/** Old libraries have made `toJSON` a method of everything. */
export function hasForeignJson(): boolean {
  return 'toJSON' in Object.prototype || 'toJSON' in Array.prototype
}

class Look {
  isJson = true
  /** Objects that were seen. */
  count = 0
  /**
   * Those that may be met again: for the JSON of it all but the outermost, as what is met twice must arrive as one.
   * For a clone only those on every other level that have objects in them, which is enough to come out of a circle: to
   * remember the rest is most of the time that a look takes.
   */
  #seen: Set<object> | undefined
  #latestHolder: object | undefined
  #depth = 0

  /**
   * False if only devalue will do.
   * @param holder in which it was found
   */
  visit(value: unknown, holder?: object): boolean {
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
        return value === null || this.#visitObject(value, holder)
      default:
        return false
    }
  }

  #visitObject(value: object, holder: object | undefined): boolean {
    this.count++
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Date.prototype) {
      this.isJson = false
      return isDate(value)
    }
    if (holder !== undefined && this.#isSeen(value, holder)) {
      this.isJson = false
      return true
    }
    this.#depth++
    const isKept = this.#visitParts(value, prototype)
    this.#depth--
    return isKept
  }

  #visitParts(value: object, prototype: unknown): boolean {
    if (prototype === Object.prototype) return this.#visitMembers(value)
    if (prototype === Array.prototype) return Array.isArray(value) && this.#visitItems(value)
    this.isJson = false
    if (prototype === Map.prototype) return isMap(value) && this.#visitMap(value)
    if (prototype === RegExp.prototype) return isRegExp(value)
    if (prototype === Set.prototype) return isSet(value) && this.#visitSet(value)
    return false
  }

  #isSeen(value: object, holder: object): boolean {
    const seen = (this.#seen ??= new Set())
    if (holder !== this.#latestHolder && this.#depth % 2 === 1) {
      seen.add(holder)
      this.#latestHolder = holder
    }
    if (seen.has(value)) return true
    if (this.isJson) seen.add(value)
    return false
  }

  #visitMembers(value: object): boolean {
    // What `for in` finds in the prototype is in no object's JSON: to have looked at it does no harm.
    for (const key in value) {
      if (key === '__proto__') return false
      if (!this.visit((value as Record<string, unknown>)[key], value)) return false
    }
    return Object.getOwnPropertySymbols(value).length === 0
  }

  #visitItems(items: readonly unknown[]): boolean {
    if (hasNamedMembers(items)) return false
    for (let i = 0; i < items.length; i++) {
      const item = items[i]
      // A hole may be one of a billion.
      if ((item === undefined && !(i in items)) || !this.visit(item, items)) return false
    }
    return true
  }

  #visitMap(map: ReadonlyMap<unknown, unknown>): boolean {
    for (const [key, value] of map) {
      if (!this.visit(key, map) || !this.visit(value, map)) return false
    }
    return true
  }

  #visitSet(set: ReadonlySet<unknown>): boolean {
    for (const value of set) if (!this.visit(value, set)) return false
    return true
  }
}
