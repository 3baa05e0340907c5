// Messages: what frames mean. One union for each direction; an unknown type or a text that is not what
// its type promises is refused by name. PROTOCOL.md lists them.
import type { Direction } from '../errors.ts'
import { type Frame, NOTHING, type Payload } from './frame.ts'
import { malformed, type Problem } from './problem.ts'

/** Version of the protocol; both sides must have the same. */
export const PROTOCOL_VERSION = 1

export interface ParentHello {
  type: 'hello'
  protocol: number
  build: string
  maxMessageBytes: number
}

export interface ChildHello {
  type: 'hello'
  protocol: number
  build: string
}

/** Why a child does not take a call. */
export type Refusal = 'protocol' | 'build' | 'label' | 'depth'

/** What the parent sends. */
export type ParentMessage =
  | ParentHello
  | { type: 'prepare'; callId: number; stays: boolean; announces: boolean }
  | { type: 'call'; callId: number; payload: Payload }
  | { type: 'pull'; callId: number; credit: number }
  | { type: 'stop'; callId: number }
  | { type: 'setup'; callId: number; concurrency: number; announces: boolean; payload: Payload }
  | { type: 'invoke'; callId: number; target: string; payload: Payload }
  | { type: 'close'; callId: number }

/** What the child sends. */
export type ChildMessage =
  | ChildHello
  | { type: 'refused'; refusal: Refusal; detail: string }
  | { type: 'load-failed'; callId: number; payload: Payload }
  | { type: 'loading'; callId: number }
  | { type: 'started'; callId: number; others?: readonly number[] }
  | { type: 'result'; callId: number; payload: Payload }
  | { type: 'thrown'; callId: number; payload: Payload }
  | {
      type: 'failed'
      callId: number
      problem: Problem
      direction: Direction
    }
  | { type: 'stream'; callId: number }
  | { type: 'item'; callId: number; payload: Payload }
  | { type: 'end'; callId: number; payload: Payload }
  | { type: 'uncaught'; payload: Payload }
  | { type: 'stalled'; callId: number }
  | { type: 'ready'; callId: number; methods: readonly string[] | null }

type Message = ParentMessage | ChildMessage

const NO_BYTES: readonly Uint8Array[] = []

// The parent's are below 0x40, the child's above, so that a message that comes back is not taken for an answer.
const parentTypes = {
  hello: 0x01,
  call: 0x02,
  pull: 0x03,
  stop: 0x04,
  setup: 0x05,
  invoke: 0x06,
  close: 0x07,
  prepare: 0x08,
} as const satisfies Record<ParentMessage['type'], number>
const childTypes = {
  hello: 0x41,
  refused: 0x42,
  'load-failed': 0x43,
  started: 0x44,
  result: 0x45,
  thrown: 0x46,
  failed: 0x47,
  stream: 0x48,
  item: 0x49,
  end: 0x4a,
  uncaught: 0x4b,
  stalled: 0x4c,
  ready: 0x4d,
  loading: 0x4e,
} as const satisfies Record<ChildMessage['type'], number>

const typeToParent = invert<ParentMessage['type']>(parentTypes)
const typeToChild = invert<ChildMessage['type']>(childTypes)

/** Type, call id and payload of the frame that carries `message`. */
export interface Envelope {
  type: number
  callId: number
  payload: Payload
}

export function sealParentMessage(message: ParentMessage): Envelope {
  return seal(parentTypes[message.type], message)
}

export function sealChildMessage(message: ChildMessage): Envelope {
  return seal(childTypes[message.type], message)
}

function seal(type: number, message: Message): Envelope {
  switch (message.type) {
    case 'invoke':
      return { type, callId: message.callId, payload: withTail(message.payload, message.target) }
    case 'setup': {
      const { callId, concurrency, announces, payload } = message
      const tail = JSON.stringify({ concurrency, announces })
      return { type, callId, payload: withTail(payload, tail) }
    }
    case 'call':
    case 'result':
    case 'thrown':
    case 'item':
    case 'end':
    case 'load-failed':
      return { type, callId: message.callId, payload: message.payload }
    case 'uncaught':
      return { type, callId: 0, payload: message.payload }
    case 'started': {
      const { callId, others = [] } = message
      return { type, callId, payload: others.length === 0 ? NOTHING : textOnly(others) }
    }
    case 'stream':
    case 'stalled':
    case 'loading':
    case 'stop':
    case 'close':
      return { type, callId: message.callId, payload: NOTHING }
    default: {
      const { type: _, callId, ...fields } = { callId: 0, ...message }
      return { type, callId, payload: textOnly(fields) }
    }
  }
}

function textOnly(json: unknown): Payload {
  return { text: JSON.stringify(json), attachments: NO_BYTES }
}

/** A value and what it is for in one text: the value's line of JSON has no line breaks of its own. */
function withTail({ text, attachments }: Payload, tail: string): Payload {
  return { text: `${text}\n${tail}`, attachments }
}

function splitTail(type: 'setup' | 'invoke', frame: Frame): { payload: Payload; tail: string } {
  const { text, attachments } = frame
  const end = text.indexOf('\n')
  if (end === -1) throw wrongFields(type)
  return { payload: { text: text.slice(0, end), attachments }, tail: text.slice(end + 1) }
}

export function openParentFrame(frame: Frame): ParentMessage {
  const { callId } = frame
  const type = typeToParent.get(frame.type)
  switch (type) {
    case 'hello': {
      const { protocol, build, maxMessageBytes } = fieldsOf(type, frame.text)
      if (!isCount(protocol) || typeof build !== 'string' || !isCount(maxMessageBytes)) {
        throw wrongFields(type)
      }
      return { type, protocol, build, maxMessageBytes }
    }
    case 'call':
      return { type, callId, payload: frame }
    case 'pull': {
      const { credit } = fieldsOf(type, frame.text)
      if (!isCount(credit)) throw wrongFields(type)
      return { type, callId, credit }
    }
    case 'setup': {
      const { payload, tail } = splitTail(type, frame)
      const { concurrency, announces } = fieldsOf(type, tail)
      if (!isCount(concurrency) || typeof announces !== 'boolean') throw wrongFields(type)
      return { type, callId, concurrency, announces, payload }
    }
    case 'invoke': {
      const { payload, tail } = splitTail(type, frame)
      return { type, callId, target: tail, payload }
    }
    case 'prepare': {
      const { stays, announces } = fieldsOf(type, frame.text)
      if (typeof stays !== 'boolean' || typeof announces !== 'boolean') throw wrongFields(type)
      return { type, callId, stays, announces }
    }
    case 'stop':
    case 'close':
      return { type, callId }
    case undefined:
      throw unknownType(frame)
  }
}

export function openChildFrame(frame: Frame): ChildMessage {
  const { callId } = frame
  const type = typeToChild.get(frame.type)
  switch (type) {
    case 'hello': {
      const { protocol, build } = fieldsOf(type, frame.text)
      if (!isCount(protocol) || typeof build !== 'string') throw wrongFields(type)
      return { type, protocol, build }
    }
    case 'refused': {
      const { refusal, detail } = fieldsOf(type, frame.text)
      if (!isRefusal(refusal) || typeof detail !== 'string') throw wrongFields(type)
      return { type, refusal, detail }
    }
    case 'failed': {
      const { problem, direction } = fieldsOf(type, frame.text)
      if (!isProblem(problem) || !isDirection(direction)) throw wrongFields(type)
      return { type, callId, problem, direction }
    }
    case 'uncaught':
      return { type, payload: frame }
    case 'ready': {
      const { methods } = fieldsOf(type, frame.text)
      if (methods !== null && !isStrings(methods)) throw wrongFields(type)
      return { type, callId, methods }
    }
    case 'load-failed':
    case 'result':
    case 'thrown':
    case 'item':
    case 'end':
      return { type, callId, payload: frame }
    case 'started':
      return frame.text === '' ? { type, callId } : { type, callId, others: idsOf(type, frame) }
    case 'loading':
    case 'stream':
    case 'stalled':
      return { type, callId }
    case undefined:
      throw unknownType(frame)
  }
}

function fieldsOf(type: Message['type'], text: string): Record<string, unknown> {
  const fields = parse(text)
  if (typeof fields === 'object' && fields !== null) return fields as Record<string, unknown>
  throw wrongFields(type)
}

/** `undefined` if it is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function idsOf(type: Message['type'], { text }: Frame): number[] {
  const ids: unknown = parse(text)
  if (Array.isArray(ids) && ids.every(isCount)) return ids
  throw wrongFields(type)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isRefusal(value: unknown): value is Refusal {
  return value === 'protocol' || value === 'build' || value === 'label' || value === 'depth'
}

function isDirection(value: unknown): value is Direction {
  return value === 'captured' || value === 'argument' || value === 'result' || value === 'thrown'
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  const problem = value as Record<string, unknown>
  switch (problem['type']) {
    case 'malformed':
      return typeof problem['detail'] === 'string'
    case 'too-large':
      return isCount(problem['bytes']) && isCount(problem['limit'])
    case 'unserializable':
      return ['path', 'what', 'advice'].every((field) => typeof problem[field] === 'string')
    default:
      return false
  }
}

function wrongFields(type: Message['type']): Error {
  return malformed(`it sent a "${type}" message whose fields are not what the protocol says`)
}

function unknownType({ type }: Frame): Error {
  return malformed(`it sent a message of the unknown type 0x${type.toString(16).padStart(2, '0')}`)
}

function invert<Name extends string>(types: Record<Name, number>): Map<number, Name> {
  const entries = Object.entries(types) as [Name, number][]
  return new Map(entries.map(([name, type]) => [type, name]))
}
