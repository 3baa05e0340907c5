// Small values in one pass of our own: to set up devalue or V8's serializer takes longer than to send most of what
// is small. What is met twice, what is large, and what cannot be sent is left to them.
//
// A value becomes JSON. What JSON has not, and every list, is a list that begins with its kind.
import { AttachmentReader, AttachmentWriter, viewTypeOf } from './attachments.ts'
import { isDetached } from './detached.ts'
import type { Payload } from './frame.ts'
import { node } from './node.ts'
import { malformed } from './problem.ts'
import { createError, describeError, type StackMapper } from './thrown.ts'

const LIST = 0
const UNDEFINED = 1
const NUMBER = 2
const BIGINT = 3
const DATE = 4
const REGEXP = 5
const URL_ = 6
const MAP = 7
const SET = 8
const BUFFER = 9
const VIEW = 10
const ERROR = 11

/** With as many objects in it a value is worth setting up something else for it. */
export const MIN_LARGE_OBJECTS = 256

const { isArrayBuffer, isDate, isMap, isNativeError, isRegExp, isSet, isSharedArrayBuffer } =
  node.util.types

/** Begins the text of a small value. */
export const SMALL = '~'

/**
 * `undefined` for a value that is not small, or not for us. What throws is devalue's to tell. Not to be called where
 * everything has a `toJSON`.
 */
export function writeSmall(value: unknown, mapStack: StackMapper): Payload | undefined {
  try {
    const writer = new SmallWriter(mapStack)
    const tree = writer.write(value)
    if (tree === undefined) return undefined
    const { offsets, attachments } = writer
    return { text: SMALL + JSON.stringify([offsets, tree]), attachments }
  } catch {
    return undefined
  }
}

/** @throws WireError, or whatever comes of it if it is not what `writeSmall` has written */
export function readSmall({ text, attachments }: Payload): unknown {
  const [offsets, tree] = JSON.parse(text.slice(SMALL.length)) as [unknown, unknown]
  return new SmallReader(new AttachmentReader(offsets, attachments)).read(tree)
}

/** JSON. */
type Tree = string | number | boolean | null | Tree[] | { [key: string]: Tree }

class SmallWriter {
  /** Only few values have bytes. */
  #bytes: AttachmentWriter | undefined
  /** As many as there can be are sooner looked through than a set is made. */
  readonly #seen: object[] = []
  readonly #mapStack: StackMapper

  constructor(mapStack: StackMapper) {
    this.#mapStack = mapStack
  }

  get offsets(): readonly number[] {
    return this.#bytes?.offsets ?? []
  }

  get attachments(): readonly Uint8Array[] {
    return this.#bytes?.attachments ?? []
  }

  write(value: unknown): Tree | undefined {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value
      case 'number':
        if (Object.is(value, -0)) return [NUMBER, '-0']
        return Number.isFinite(value) ? value : [NUMBER, String(value)]
      case 'undefined':
        return [UNDEFINED]
      case 'bigint':
        return [BIGINT, String(value)]
      case 'object':
        return value === null ? null : this.#writeObject(value)
      default:
        return undefined
    }
  }

  #writeObject(value: object): Tree | undefined {
    if (this.#seen.length === MIN_LARGE_OBJECTS || this.#seen.includes(value)) return undefined
    this.#seen.push(value)
    switch (Object.getPrototypeOf(value)) {
      case Object.prototype:
        return this.#writeMembers(value)
      case Array.prototype:
        return Array.isArray(value) ? this.#writeItems(value) : undefined
      case Date.prototype:
        return isDate(value) ? [DATE, value.getTime()] : undefined
      case Map.prototype:
        return isMap(value) ? this.#writeAll(MAP, [...value].flat()) : undefined
      case Set.prototype:
        return isSet(value) ? this.#writeAll(SET, value) : undefined
      case RegExp.prototype:
        return isRegExp(value) ? [REGEXP, value.source, value.flags] : undefined
      case URL.prototype:
        return [URL_, (value as URL).href]
      case ArrayBuffer.prototype:
        return isArrayBuffer(value) ? this.#writeBuffer(value) : undefined
      default:
        if (ArrayBuffer.isView(value)) return this.#writeView(value)
        return isNativeError(value) ? this.#writeError(value) : undefined
    }
  }

  #writeMembers(value: object): Tree | undefined {
    if (Object.getOwnPropertySymbols(value).length > 0) return undefined
    const tree: { [key: string]: Tree } = {}
    for (const key of Object.keys(value)) {
      const member = this.write((value as Record<string, unknown>)[key])
      if (member === undefined || key === '__proto__') return undefined
      tree[key] = member
    }
    return tree
  }

  #writeItems(items: readonly unknown[]): Tree | undefined {
    if (hasNamedMembers(items)) return undefined
    const tree: Tree[] = [LIST]
    for (let i = 0; i < items.length; i++) {
      // There may be a billion holes.
      const item = i in items ? this.write(items[i]) : undefined
      if (item === undefined) return undefined
      tree.push(item)
    }
    return tree
  }

  #writeAll(kind: number, values: Iterable<unknown>): Tree | undefined {
    const tree: Tree[] = [kind]
    for (const value of values) {
      const item = this.write(value)
      if (item === undefined) return undefined
      tree.push(item)
    }
    return tree
  }

  #writeBuffer(buffer: ArrayBuffer): Tree | undefined {
    if (isDetached(buffer)) return undefined
    this.#bytes ??= new AttachmentWriter()
    return [BUFFER, this.#bytes.addBuffer(buffer)]
  }

  #writeView(view: ArrayBufferView): Tree | undefined {
    const { buffer } = view
    const type = isSharedArrayBuffer(buffer) || isDetached(buffer) ? undefined : viewTypeOf(view)
    if (type === undefined) return undefined
    this.#bytes ??= new AttachmentWriter()
    return [VIEW, ...this.#bytes.addView(type, view)]
  }

  #writeError(error: Error): Tree | undefined {
    const description = describeError(error, this.#mapStack)
    return description && this.#writeAll(ERROR, description)
  }
}

/** Lists that have more than items: what a regular expression has matched, and the strings of a tagged template. */
export function hasNamedMembers(items: readonly unknown[]): boolean {
  return Object.hasOwn(items, 'groups') || Object.hasOwn(items, 'raw')
}

class SmallReader {
  readonly #bytes: AttachmentReader

  constructor(bytes: AttachmentReader) {
    this.#bytes = bytes
  }

  read(tree: unknown): unknown {
    if (typeof tree !== 'object' || tree === null) return tree
    return Array.isArray(tree) ? this.#readKind(tree) : this.#readMembers(tree)
  }

  #readMembers(tree: object): unknown {
    const members = tree as Record<string, unknown>
    for (const key of Object.keys(members)) {
      if (key === '__proto__') throw malformed('it sent an object with another prototype')
      const member = members[key]
      if (typeof member === 'object') members[key] = this.read(member)
    }
    return members
  }

  #readKind(tree: readonly unknown[]): unknown {
    const [kind, first, second] = tree
    switch (kind) {
      case LIST:
        return this.#readAll(tree)
      case UNDEFINED:
        return undefined
      case NUMBER:
        return Number(first)
      case BIGINT:
        return BigInt(first as string)
      case DATE:
        return new Date((first as number | null) ?? Number.NaN)
      case REGEXP:
        return new RegExp(first as string, second as string)
      case URL_:
        return new URL(first as string)
      case MAP: {
        const map = new Map<unknown, unknown>()
        for (let i = 1; i < tree.length; i += 2) map.set(this.read(tree[i]), this.read(tree[i + 1]))
        return map
      }
      case SET:
        return new Set(this.#readAll(tree))
      case BUFFER:
        return this.#bytes.buffer(first)
      case VIEW:
        return this.#bytes.view(tree.slice(1))
      case ERROR:
        return createError(this.#readAll(tree))
      default:
        throw malformed(`it sent a value of the unknown kind ${JSON.stringify(kind)}`)
    }
  }

  /** Without the kind. */
  #readAll(tree: readonly unknown[]): unknown[] {
    const values: unknown[] = []
    for (let i = 1; i < tree.length; i++) values.push(this.read(tree[i]))
    return values
  }
}
