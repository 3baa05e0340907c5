// What a setup has returned: a function, or an object whose functions can be called, those of its class
// included.

type Callable = (...args: unknown[]) => unknown
export type Api = Callable | Readonly<Record<string, Callable>>

/** Names of the methods; `null` if it is a function itself. @throws TypeError if there is nothing to call */
export function methodsOf(api: unknown): string[] | null {
  if (typeof api === 'function') return null
  if (typeof api !== 'object' || api === null) throw nothingToCall(api)
  const names = new Set<string>()
  let owner: object | null = api
  while (owner !== null && owner !== Object.prototype) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      // A getter is not asked: that may do anything.
      if (name !== 'constructor' && typeof property.value === 'function') names.add(name)
    }
    owner = Object.getPrototypeOf(owner) as object | null
  }
  if (names.size === 0) throw nothingToCall(api)
  return [...names]
}

/** Calls a method of `api`, or `api` itself if it is a function. */
export function callMethod(api: Api, name: string, args: readonly unknown[]): unknown {
  if (typeof api === 'function') return api(...args)
  const method = api[name]
  if (typeof method === 'function') return method.apply(api, args as unknown[])
  throw new TypeError(`What the setup has returned has no method ${JSON.stringify(name)} any more.`)
}

/** Calls its `[Symbol.asyncDispose]` or `[Symbol.dispose]`, if it has one. */
export function disposeOf(api: Api): unknown {
  const { [Symbol.asyncDispose]: disposeAsync, [Symbol.dispose]: dispose } =
    api as unknown as Partial<AsyncDisposable & Disposable>
  return (disposeAsync ?? dispose)?.call(api as never)
}

function nothingToCall(api: unknown): TypeError {
  const what = typeof api === 'object' && api !== null ? 'an object without methods' : String(api)
  return new TypeError(
    `The setup closure returned ${what}: it must return a function or an object of functions, to be called.`,
  )
}
