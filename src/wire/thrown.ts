// Errors as values: same class where it is a built-in one, same name, message, stack, own properties,
// `cause` chain and `errors`. Circles are allowed: each error is a reference into a list of records.
import { classNamesOf } from './class-name.ts'
import { malformed } from './problem.ts'

/** Gives the stack to send for an error that has `stack`. */
export type StackMapper = (stack: string, error: Error) => string

const errorClasses: Record<string, new (message?: string) => Error> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}
// The two whose constructors take something else.
const otherClasses = new Set(['AggregateError', 'DOMException'])

// A DOMException keeps name and message in internal slots, so that they must be there when it is made.
type Reference = [index: number, type: string, name: string, message: string]

interface ErrorRecord {
  stack?: string
  own: Record<string, unknown>
  hidden: Record<string, unknown>
}

// Own properties of errors that V8 and the specification make non-enumerable.
const HIDDEN = ['cause', 'errors'] as const
// Sent in another way, or not for devalue.
const NOT_OWN = new Set(['name', 'message', 'stack', ...HIDDEN, '__proto__'])

/** Collects the errors of one message while its value is encoded. */
export class ErrorWriter {
  /** A set, because a set that grows while it is walked is walked to its new end; a list is not. */
  readonly records: Set<ErrorRecord> = new Set()
  readonly #errorToReference = new Map<Error, Reference>()
  readonly #mapStack: StackMapper
  readonly #canCross: (value: unknown) => boolean

  constructor(mapStack: StackMapper, canCross: (value: unknown) => boolean) {
    this.#mapStack = mapStack
    this.#canCross = canCross
  }

  add(error: Error): Reference {
    const known = this.#errorToReference.get(error)
    if (known !== undefined) return known
    const type = classOf(error)
    const reference: Reference = [
      this.records.size,
      type,
      text(error, 'name'),
      text(error, 'message'),
    ]
    this.#errorToReference.set(error, reference)
    this.records.add(this.#record(error))
    return reference
  }

  /** What cannot cross is left out: an error must arrive even if a socket hangs on it, as HTTP clients' errors have it. */
  #record(error: Error): ErrorRecord {
    const stack = stackOf(error, this.#mapStack)
    const record: ErrorRecord = { own: {}, hidden: {} }
    if (stack !== undefined) record.stack = stack
    for (const key of HIDDEN) {
      const value = Object.hasOwn(error, key) ? read(error, key) : undefined
      if (key === 'errors' && Array.isArray(value)) {
        record.hidden[key] = value.map((item: unknown) =>
          this.#canCross(item) ? item : String(item),
        )
      } else if (value !== undefined && this.#canCross(value)) record.hidden[key] = value
    }
    for (const key of Object.keys(error)) {
      if (NOT_OWN.has(key)) continue
      const value = read(error, key)
      if (this.#canCross(value)) record.own[key] = value
    }
    return record
  }
}

/** Rebuilds the errors of a received message: first empty ones to refer to, then what is in them. */
export class ErrorReader {
  readonly #shells: (Shell | undefined)[] = []

  shell(reference: unknown): Error {
    if (!Array.isArray(reference)) throw malformed('it sent an error that is not a reference')
    const [index, type, name, message] = reference as unknown[]
    if (!isIndex(index)) throw malformed('it sent an error without an index')
    return (this.#shells[index] ??= makeShell(type, name, message)).error
  }

  fill(records: unknown): void {
    if (!(records instanceof Set)) throw malformed('it sent a value without its set of errors')
    const list = [...records] as (ErrorRecord | undefined)[]
    for (const [index, shell] of this.#shells.entries()) {
      if (shell === undefined) throw malformed('it numbers its errors with gaps')
      const record = list[index]
      if (typeof record?.own !== 'object' || typeof record.hidden !== 'object') {
        throw malformed('it refers to an error that it did not send')
      }
      fillShell(shell, record)
    }
  }
}

/** An error before anything is on it that may refer to it. */
interface Shell {
  error: Error
  name: string
  message: string
}

function makeShell(type: unknown, name: unknown, message: unknown): Shell {
  if (typeof name !== 'string' || typeof message !== 'string') {
    throw malformed('it sent an error without a name and a message')
  }
  if (typeof type !== 'string' || !isErrorClass(type)) {
    throw malformed(`it sent an error of the unknown class ${JSON.stringify(type)}`)
  }
  return { error: construct(type, name, message), name, message }
}

function fillShell({ error, name, message }: Shell, { stack, own, hidden }: ErrorRecord): void {
  fill(error, name, message, stack)
  for (const key of HIDDEN) if (Object.hasOwn(hidden, key)) define(error, key, hidden[key])
  Object.assign(error, own)
}

function fill(
  error: Error,
  name: string,
  message: string,
  stack: string = `${name}: ${message}`,
): void {
  if (error.name !== name) define(error, 'name', name)
  if (error.message !== message) define(error, 'message', message)
  // The property that every error has: to define it again takes longer than to make the error.
  if (Object.hasOwn(error, 'stack')) error.stack = stack
  else define(error, 'stack', stack)
  errorToStack.set(error, stack)
}

/** An error that nothing but values hang on: what `createError` makes it of. `undefined` for any other. */
export function describeError(error: Error, mapStack: StackMapper): unknown[] | undefined {
  if (Object.hasOwn(error, 'errors')) return undefined
  const own: Record<string, unknown> = {}
  for (const key of Object.keys(error)) {
    if (!NOT_OWN.has(key)) own[key] = read(error, key)
  }
  const cause = Object.hasOwn(error, 'cause') ? read(error, 'cause') : undefined
  const stack = stackOf(error, mapStack)
  const description = [classOf(error), text(error, 'name'), text(error, 'message'), stack, own]
  return cause === undefined ? description : [...description, cause]
}

/** @throws WireError if it is not what `describeError` has given */
export function createError(description: readonly unknown[]): Error {
  const [type, name, message, stack, own] = description
  const shell = makeShell(type, name, message)
  const { error } = shell
  fill(error, shell.name, shell.message, typeof stack === 'string' ? stack : undefined)
  if (description.length > 5) define(error, 'cause', description[5])
  return Object.assign(error, own)
}

/** Stacks that have come with their errors: positions in them are of another process. */
const errorToStack = new WeakMap<Error, string>()

function stackOf(error: Error, mapStack: StackMapper): string | undefined {
  const stack = read(error, 'stack')
  if (typeof stack !== 'string') return undefined
  return errorToStack.get(error) === stack ? stack : mapStack(stack, error)
}

/** Without a stack: that of the error is its own, and to capture another takes longer than all else here. */
function construct(type: string, name: string, message: string): Error {
  const { stackTraceLimit } = Error
  Reflect.set(Error, 'stackTraceLimit', 0)
  try {
    return constructHere(type, name, message)
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit)
  }
}

function constructHere(type: string, name: string, message: string): Error {
  if (type === 'DOMException') return new DOMException(message, name)
  if (type === 'AggregateError') return new AggregateError([], message)
  return new (errorClasses[type] ?? Error)(message)
}

function isErrorClass(name: string): boolean {
  return Object.hasOwn(errorClasses, name) || otherClasses.has(name)
}

/** The nearest built-in class. */
function classOf(error: Error): string {
  return classNamesOf(error).find(isErrorClass) ?? 'Error'
}

/** What an error has there; nothing if its getter throws, for an error must arrive. */
function read(error: Error, key: string): unknown {
  try {
    return Reflect.get(error, key)
  } catch {
    return undefined
  }
}

function text(error: Error, key: 'name' | 'message'): string {
  const value = read(error, key)
  if (typeof value === 'string') return value
  try {
    return String(value)
  } catch {
    return ''
  }
}

function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  })
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
