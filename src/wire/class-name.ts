// The class of a thing by its name. By name and not by identity: things of another realm (node:vm, Vitest's
// vmThreads) have constructors of their own, and are the same to a reader.

/** Name of the constructor of `thing`, or `undefined` if it has none. */
export function classNameOf(thing: object): string | undefined {
  return constructorNameOf(Object.getPrototypeOf(thing))
}

/** Names of the constructors of `thing` and of all that it inherits from, nearest first. */
export function classNamesOf(thing: object): string[] {
  const names: string[] = []
  let prototype: unknown = Object.getPrototypeOf(thing)
  while (typeof prototype === 'object' && prototype !== null) {
    names.push(constructorNameOf(prototype) ?? '')
    prototype = Object.getPrototypeOf(prototype)
  }
  return names
}

function constructorNameOf(prototype: unknown): string | undefined {
  const { constructor } = (prototype ?? {}) as { constructor?: { name?: unknown } }
  return typeof constructor?.name === 'string' ? constructor.name : undefined
}
