// Words for values that cannot cross: what each is, and the way out.
import { classNameOf } from './class-name.ts'
import { holdsDetached } from './detached.ts'

/** Names a value as a sentence needs it: "a function", "an instance of Session". */
export function nameOf(value: unknown): string {
  if (typeof value === 'function') return isClass(value) ? `the class ${value.name}` : 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value !== 'object' || value === null) return `a value of type ${typeof value}`
  if (typeof (value as { then?: unknown }).then === 'function') return 'a promise'
  if (ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer) {
    return 'a view of shared memory'
  }
  const name = nameOfClass(value)
  if (holdsDetached(value)) return `a detached ${name}`
  if (name === 'Object') {
    return Object.getOwnPropertySymbols(value).length > 0
      ? 'an object with symbols for keys'
      : 'an object with a key named __proto__'
  }
  return isLive(value) ? `an open ${name}` : `an instance of ${name}`
}

/** Says what to do instead, in the imperative. */
export function adviceFor(value: unknown): string {
  if (typeof value === 'function') {
    return 'Define it inside the closure or at the top level of a module, where it travels as code.'
  }
  if (typeof value === 'symbol') return 'Use a string.'
  if (typeof value !== 'object' || value === null) return ''
  if (typeof (value as { then?: unknown }).then === 'function') return 'Await it first.'
  if (isLive(value)) {
    return 'Send what it takes to open it (a path, a port, a URL) and open it on the other side.'
  }
  if (holdsDetached(value)) {
    return 'Its memory was moved away, by `transfer`, `structuredClone` or `postMessage`: send it before that.'
  }
  if (nameOfClass(value) === 'Object') return 'Use plain string keys.'
  return (
    'Send its data as a plain object, or name the class in the module that the ' +
    'plugin option `types` points to.'
  )
}

function nameOfClass(value: object): string {
  return classNameOf(value) || 'a class without a name'
}

function isClass(value: { toString: () => string }): value is { name: string } {
  return /^class\b/.test(Function.prototype.toString.call(value))
}

/** Streams, sockets, servers, handles: things that are open in one process and mean nothing in another. */
function isLive(value: object): boolean {
  // Asked first: there are proxies that throw for a name which they do not know, such as vitest's assertions.
  const has = (name: string): boolean =>
    name in value && typeof (value as Record<string, unknown>)[name] === 'function'
  return has('on') && (has('close') || has('destroy') || has('pipe'))
}
