// Values to payloads and back. devalue does the walking; what it would flatten silently (subclasses of
// built-ins), refuse (errors) or inflate (bytes as base64) is decided here.
import { defaultStringifyOperations, DevalueError, stringify, unflatten } from 'devalue'
import { AttachmentReader, AttachmentWriter, viewTypeOf } from './attachments.ts'
import { ErrorReader, ErrorWriter, type StackMapper } from './thrown.ts'
import { classNameOf } from './class-name.ts'
import { isDetached } from './detached.ts'
import type { Payload } from './frame.ts'
import { malformed, WireError } from './problem.ts'
import { hasForeignJson, wayOf } from './look.ts'
import { readNumber, writeNumbers } from './numbers.ts'
import { readSmall, SMALL, writeSmall } from './small.ts'
import { adviceFor, nameOf } from './uncrossable.ts'
import { node } from './node.ts'

/** How a project's own class crosses as itself. Same shape as SvelteKit's `transport` hook. */
export interface CustomType {
  /** Gives what to send for a value of this type, or a falsy value for anything else. */
  encode: (value: unknown) => unknown
  /** Rebuilds the value from what `encode` gave. */
  decode: (data: never) => unknown
}

/** Types of the project by the names that they have on the way: the exports of the plugin's option `types`. */
export type CustomTypes = Readonly<Record<string, CustomType>>

/** Turns values into payloads and back. Both sides of a wire use the same one. */
export interface Codec {
  /** @throws WireError `unserializable`, with the path below the value */
  encode: (value: unknown) => Payload
  /** @throws WireError `malformed` */
  decode: (payload: Payload) => unknown
}

export interface CodecOptions {
  types?: CustomTypes | undefined
  /** Maps the stack of an error before it is sent. */
  mapStack?: StackMapper | undefined
}

// The built-in tags that devalue rebuilds. An instance of a subclass has the same tag and would arrive as
// its base class without a word.
const builtIns = new Set(['Date', 'RegExp', 'Map', 'Set', 'Array', 'URL', 'URLSearchParams'])

const operations = {
  tagOf(thing: unknown): string {
    const tag = defaultStringifyOperations.tagOf(thing)
    const isSubclass = builtIns.has(tag) && classNameOf(thing as object) !== tag
    // Those that no reducer takes cannot be sent: a detached one, which would arrive empty.
    return isSubclass || ArrayBuffer.isView(thing) || tag === 'ArrayBuffer' ? 'Object' : tag
  },
}

// By what things are and not by `instanceof`: those of another realm (node:vm) have other constructors.
const natively = node.util.types

const NO_TYPES: CustomTypes = {}

/** The default codec: devalue text with raw attachments. */
export function createCodec({ types = NO_TYPES, mapStack }: CodecOptions = {}): Codec {
  return {
    encode: (value) => encode(value, types, mapStack),
    decode: (payload) => decode(payload, types),
  }
}

function encode(value: unknown, types: CustomTypes, mapStack: StackMapper | undefined): Payload {
  try {
    if (value === undefined) return { text: UNDEFINED, attachments: NO_BYTES }
    // What a type of the project takes for its own, only a walk can tell.
    const isPlain = types === NO_TYPES
    const numbers = isPlain ? writeNumbers(value) : undefined
    if (numbers !== undefined) return { text: numbers, attachments: NO_BYTES }
    const way = isPlain ? wayOf(value) : 'walk'
    if (way === 'json') return { text: JSON.stringify(value), attachments: NO_BYTES }
    if (way === 'clone') return clone(value)
    const isSmall = isPlain && !hasForeignJson()
    const small = isSmall ? writeSmall(value, mapStack ?? asItIs) : undefined
    return small ?? walk(value, types, mapStack)
  } catch (error) {
    throw asUnserializable(error)
  }
}

function clone(value: unknown): Payload {
  try {
    return { text: CLONE, attachments: [node.v8.serialize(value)], isDetached: true }
  } catch {
    // Of a proxy, for one, cannot be seen what it is. devalue says what it does not like.
    return walk(value, NO_TYPES, undefined)
  }
}

function walk(value: unknown, types: CustomTypes, mapStack: StackMapper | undefined): Payload {
  const attachments = new AttachmentWriter()
  // Whether something on an error can cross is asked with other errors as leaves: those always can, and what is
  // on them is asked when their turn comes. Followed, they would be asked for again and again, in circles for ever.
  let leaves: Reducers | undefined
  const errors = new ErrorWriter(mapStack ?? asItIs, (part) => {
    try {
      leaves ??= reducersOf(types, new AttachmentWriter(), (thing) => isError(thing) && [0])
      stringify(part, leaves, { operations })
      return true
    } catch {
      return false
    }
  })
  const reducers = reducersOf(types, attachments, (thing) => isError(thing) && errors.add(thing))
  // `records` grows while `value` is walked, and while it is walked itself. That is how errors may refer
  // to each other in circles.
  const text = stringify([value, errors.records], reducers, { operations })
  return {
    text: `${WALKED}[[${attachments.offsets.join(',')}],${text}]`, // lists may have a `toJSON`
    attachments: attachments.attachments,
  }
}

function asItIs(stack: string): string {
  return stack
}

type Reducer = (thing: unknown) => unknown
type Reducers = Record<string, Reducer>

/** @param reduceError what is sent for an error, false for anything else */
function reducersOf(
  types: CustomTypes,
  attachments: AttachmentWriter,
  reduceError: Reducer,
): Reducers {
  const reducers: Reducers = {}
  for (const [name, { encode }] of Object.entries(types)) {
    reducers[`types.${name}`] = (thing) => wrap(encode(thing))
  }
  reducers['ArrayBuffer'] = (thing) =>
    natively.isArrayBuffer(thing) && !isDetached(thing) && [attachments.addBuffer(thing)]
  reducers['View'] = (thing) => {
    if (!ArrayBuffer.isView(thing) || natively.isSharedArrayBuffer(thing.buffer)) return false
    if (isDetached(thing.buffer)) return false
    const type = viewTypeOf(thing)
    return type !== undefined && attachments.addView(type, thing)
  }
  // What a regular expression has matched is a list with named members, which devalue would drop.
  reducers['Match'] = (thing) => isMatch(thing) && [Object.assign({}, thing)]
  reducers['Template'] = (thing) => isTemplate(thing) && [[...thing], [...thing.raw]]
  reducers['Error'] = reduceError
  return reducers
}

function isError(thing: unknown): thing is Error {
  return natively.isNativeError(thing) || thing instanceof Error // a DOMException is only the latter
}

function isMatch(thing: unknown): thing is unknown[] {
  return Array.isArray(thing) && Object.hasOwn(thing, 'groups')
}

function isTemplate(thing: unknown): thing is TemplateStringsArray {
  return Array.isArray(thing) && Array.isArray((thing as { raw?: unknown }).raw)
}

// How the text of a value begins tells what it is; JSON begins with neither of these.
const UNDEFINED = ''
const WALKED = '!'
/** The whole text: the value is the attachment. */
const CLONE = '#'
const NO_BYTES: readonly Uint8Array[] = []

function decode({ text, attachments }: Payload, types: CustomTypes): unknown {
  if (text === UNDEFINED) return undefined
  const number = readNumber(text)
  if (number !== undefined) return number
  try {
    if (text.startsWith(SMALL)) return readSmall({ text, attachments })
    if (text === CLONE) return node.v8.deserialize(attachments[0] ?? new Uint8Array())
    if (!text.startsWith(WALKED)) return JSON.parse(text)
    const [offsets, flat] = JSON.parse(text.slice(WALKED.length)) as [unknown, number | unknown[]]
    const bytes = new AttachmentReader(offsets, attachments)
    const errors = new ErrorReader()
    const revivers: Record<string, (data: never) => unknown> = {
      ...Object.fromEntries(
        Object.entries(types).map(([name, { decode }]) => [
          `types.${name}`,
          ([data]: [never]) => decode(data),
        ]),
      ),
      Error: (reference) => errors.shell(reference),
      ArrayBuffer: ([index]: [unknown]) => bytes.buffer(index),
      View: (reference) => bytes.view(reference),
      Match: ([members]: [object]) => Object.assign([], members),
      Template: ([strings, raw]: [string[], string[]]) => createTemplate(strings, raw),
    }
    const [value, records] = unflatten(flat as unknown[], revivers as Revivers) as [
      unknown,
      unknown,
    ]
    errors.fill(records)
    return value
  } catch (error) {
    if (error instanceof WireError) throw error
    if (isStackOverflow(error)) throw tooDeep()
    throw malformed(`it sent a value that cannot be read (${String(error)})`, error)
  }
}

function createTemplate(strings: string[], raw: string[]): unknown {
  return Object.freeze(Object.defineProperty(strings, 'raw', { value: Object.freeze(raw) }))
}

// devalue hands a reviver what the reducer of the same name gave, which its type cannot say.
type Revivers = NonNullable<Parameters<typeof unflatten>[1]>

/** devalue takes a falsy reduction for "not mine", so that a type whose data is 0 or '' must be wrapped. */
function wrap(data: unknown): unknown {
  return data === undefined || data === false || data === null ? false : [data]
}

function asUnserializable(error: unknown): Error {
  if (error instanceof DevalueError) {
    const { value } = error as { value?: unknown }
    return new WireError({
      type: 'unserializable',
      path: belowValue(error.path),
      what: nameOf(value),
      advice: adviceFor(value),
    })
  }
  if (isStackOverflow(error)) return tooDeep()
  if (error instanceof RangeError && /string length/i.test(error.message)) {
    return new WireError({
      type: 'unserializable',
      path: '',
      what: `text of more than ${node.buffer.constants.MAX_STRING_LENGTH} characters`,
      advice: 'Send it as bytes: a Buffer or typed array travels raw, without that limit.',
    })
  }
  return new WireError(
    {
      type: 'unserializable',
      path: '',
      what: `a value that threw while it was read (${String(error)})`,
      advice: 'Getters and `encode` functions of custom types must not throw.',
    },
    error,
  )
}

// devalue walks by recursion. A RangeError of V8's is an ordinary exception: nothing is broken after it.
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}

function tooDeep(): WireError {
  return new WireError({
    type: 'unserializable',
    path: '',
    what: 'nested too deeply',
    advice: 'Flatten it: a list of nodes that name each other by index has no depth.',
  })
}

/** `[0].user.socket` of the pair that is sent is `.user.socket` of the value. */
function belowValue(path: string | undefined): string {
  return (path ?? '').replace(/^\[\d+\]/, '')
}
