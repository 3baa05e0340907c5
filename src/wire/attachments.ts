// The raw bytes beside a message's text. While a value is encoded, each view leaves its reference in the
// text and its buffer here; views of one buffer go on sharing it on the other side.
//
// Only the part of a buffer that the views cover travels: a small Buffer is a window on a pool of 8 KiB
// that holds other people's bytes.
import { classNameOf } from './class-name.ts'
import { malformed } from './problem.ts'

/** `[type, attachment, byteOffset in the original buffer, length in elements]` */
export type ViewReference = [type: string, attachment: number, byteOffset: number, length: number]

// Largest element size: a part that begins on a multiple of it keeps every view aligned.
const ALIGNMENT = 8

type ViewConstructor = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView

const viewConstructors: Record<string, ViewConstructor> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
}

/** Name of the exact type of a view, or `undefined` for a subclass that is not ours to rebuild. */
export function viewTypeOf(view: ArrayBufferView): string | undefined {
  if (Buffer.isBuffer(view)) return 'Buffer'
  const name = classNameOf(view)
  return name !== undefined && Object.hasOwn(viewConstructors, name) ? name : undefined
}

interface Part {
  buffer: ArrayBuffer
  begin: number
  end: number
}

/** Collects the buffers of one message while its value is encoded. */
export class AttachmentWriter {
  readonly #bufferToIndex = new Map<ArrayBufferLike, number>()
  readonly #parts: Part[] = []

  /** Refers to a whole buffer. */
  addBuffer(buffer: ArrayBuffer): number {
    return this.#cover(buffer, 0, buffer.byteLength)
  }

  /** Refers to a view. */
  addView(type: string, view: ArrayBufferView): ViewReference {
    const { buffer, byteOffset, byteLength } = view
    const attachment = this.#cover(buffer as ArrayBuffer, byteOffset, byteOffset + byteLength)
    const length = 'length' in view ? (view.length as number) : byteLength
    return [type, attachment, byteOffset, length]
  }

  /** Where each part began in its original buffer. Complete when the whole value has been encoded. */
  get offsets(): number[] {
    return this.#parts.map(({ begin }) => begin)
  }

  get attachments(): Uint8Array[] {
    return this.#parts.map(({ buffer, begin, end }) => new Uint8Array(buffer, begin, end - begin))
  }

  #cover(buffer: ArrayBuffer, from: number, end: number): number {
    const begin = from - (from % ALIGNMENT)
    const known = this.#bufferToIndex.get(buffer)
    const part = known === undefined ? undefined : this.#parts[known]
    if (known !== undefined && part !== undefined) {
      part.begin = Math.min(part.begin, begin)
      part.end = Math.max(part.end, end)
      return known
    }
    this.#bufferToIndex.set(buffer, this.#parts.length)
    return this.#parts.push({ buffer, begin, end }) - 1
  }
}

/** Resolves references against the attachments of a received message. */
export class AttachmentReader {
  readonly #offsets: readonly unknown[]
  readonly #buffers: readonly ArrayBuffer[]

  constructor(offsets: unknown, attachments: readonly Uint8Array[]) {
    if (!Array.isArray(offsets)) throw malformed('it sent a value without its table of offsets')
    this.#offsets = offsets as unknown[]
    // Received attachments fill a buffer of their own (see FrameReader); another source's are copied.
    this.#buffers = attachments.map(ownBuffer)
  }

  buffer(reference: unknown): ArrayBuffer {
    const buffer = typeof reference === 'number' ? this.#buffers[reference] : undefined
    if (buffer === undefined) throw malformed('it refers to bytes that it did not send')
    return buffer
  }

  view(reference: unknown): ArrayBufferView {
    if (!Array.isArray(reference)) throw malformed('it sent a view that is not a reference')
    const [type, attachment, byteOffset, length] = reference as unknown[]
    const buffer = this.buffer(attachment)
    const begin = this.#offsets[attachment as number]
    if (!isIndex(begin) || !isIndex(byteOffset) || !isIndex(length) || byteOffset < begin) {
      throw malformed('it sent a view that lies outside its bytes')
    }
    if (type === 'Buffer') return Buffer.from(buffer, byteOffset - begin, length)
    const View = typeof type === 'string' ? viewConstructors[type] : undefined
    if (View === undefined) throw malformed(`it sent a view of the unknown type ${String(type)}`)
    return new View(buffer, byteOffset - begin, length) // throws a RangeError if it does not fit
  }
}

function ownBuffer({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (byteLength === buffer.byteLength) return buffer as ArrayBuffer // FrameReader makes no shared ones
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
