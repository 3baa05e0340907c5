// Frames: the length-prefixed units of the wire, to bytes and back. PROTOCOL.md specifies them.
// Knows nothing of what they mean.
import { malformed, WireError } from './problem.ts'

/** Bytes of a frame's fixed part. */
export const HEADER_BYTES = 16
/** Bytes of the mark behind a frame: its call id, XOR 'verd'. */
const MARK_BYTES = 4
const MARK = 0x76657264
/** Bytes of one entry in the table of attachment lengths: an unsigned 48-bit integer. */
const LENGTH_BYTES = 6

/** Most attachments of one frame: each costs the receiver an object, whatever its size. */
const MAX_ATTACHMENTS = 2 ** 20

const NO_ATTACHMENTS: readonly Uint8Array[] = []
const NO_LENGTHS: readonly number[] = []

// Thousands of small messages fit, and an idle process can spare it.
const SLAB_BYTES = 16 * 1024
const NO_SLAB = Buffer.alloc(0)
const MIN_SPACE_BYTES = 64 * 1024
/** Up to here a text of ASCII is written sooner than the call into Node that would do it takes. */
const MAX_SHORT_TEXT = 32

/** Text, and the raw bytes that travel beside it. */
export interface Payload {
  text: string
  attachments: readonly Uint8Array[]
  /** The attachments belong to nobody else. */
  isDetached?: boolean
}

/** A message that says no more than its type. */
export const NOTHING: Payload = { text: '', attachments: [] }

/** As it is received: each attachment has a buffer of its own. */
export interface Frame extends Payload {
  type: number
  callId: number
}

/** @throws WireError `too-large` if a frame with this payload is larger than `limit` */
export function checkSize({ text, attachments }: Payload, limit: number): void {
  // A character takes at most three bytes.
  if (attachments.length === 0 && text.length * 3 <= limit) return
  if (attachments.length > MAX_ATTACHMENTS) {
    throw new WireError({
      type: 'unserializable',
      path: '',
      what: `a value with more than ${MAX_ATTACHMENTS} separate buffers`,
      advice: 'Put them into one buffer and send views of it.',
    })
  }
  const least = attachments.length * LENGTH_BYTES + Buffer.byteLength(text)
  const bytes = attachments.reduce((sum, { byteLength }) => sum + byteLength, least)
  if (bytes > limit) throw new WireError({ type: 'too-large', bytes, limit })
}

/** As `slice` does it, but the memory is not filled with zeros first. */
export function detachedCopyOf(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(Buffer.allocUnsafeSlow(bytes.byteLength).buffer)
  copy.set(bytes)
  return copy
}

/** Gives the bytes of a frame. */
export function encodeFrame(type: number, callId: number, payload: Payload): readonly Uint8Array[] {
  const writer = new FrameWriter()
  writer.add(type, callId, payload)
  return writer.take()
}

/** Puts frames one behind the other, so that what is sent together is one piece. Only large bytes are not copied. */
export class FrameWriter {
  /** Memory that is filled once, from its beginning: what was taken of it stays as it is. */
  #slab: Buffer = NO_SLAB
  /** What lies between the two is not in `chunks` yet. */
  #start = 0
  #end = 0
  #chunks: Uint8Array[] = []
  #bytes = 0

  /** Bytes that wait to be taken. */
  get bytes(): number {
    return this.#bytes
  }

  add(type: number, callId: number, { text, attachments }: Payload): void {
    const tableBytes = attachments.length * LENGTH_BYTES
    const textStart = this.#reserve(HEADER_BYTES + tableBytes, text) + HEADER_BYTES + tableBytes
    const slab = this.#slab
    const textBytes = writeText(slab, text, textStart)
    let offset = this.#end
    offset = writeUint32(slab, type, offset)
    offset = writeUint32(slab, callId, offset)
    offset = writeUint32(slab, attachments.length, offset)
    offset = writeUint32(slab, textBytes, offset)
    for (const { byteLength } of attachments) {
      offset = slab.writeUIntBE(byteLength, offset, LENGTH_BYTES)
    }
    this.#advance(textStart + textBytes - this.#end)
    for (const attachment of attachments) this.#addBytes(attachment)
    this.#reserve(MARK_BYTES, '')
    writeUint32(this.#slab, markOf(callId), this.#end)
    this.#advance(MARK_BYTES)
  }

  /** Gives what has been added since it was last taken, in order. */
  take(): readonly Uint8Array[] {
    this.#seal()
    const chunks = this.#chunks
    this.#chunks = []
    this.#bytes = 0
    return chunks
  }

  #addBytes(bytes: Uint8Array): void {
    if (bytes.byteLength > this.#slab.byteLength - this.#end) {
      this.#seal()
      this.#chunks.push(bytes)
      this.#bytes += bytes.byteLength
    } else {
      this.#slab.set(bytes, this.#end)
      this.#advance(bytes.byteLength)
    }
  }

  /** Makes room behind what there is, and gives where it begins. */
  #reserve(headBytes: number, text: string): number {
    // A character takes at most three bytes. To count them takes time.
    if (headBytes + text.length * 3 <= this.#slab.byteLength - this.#end) return this.#end
    this.#seal()
    const bytes = headBytes + Buffer.byteLength(text)
    this.#slab = Buffer.allocUnsafeSlow(Math.max(bytes, SLAB_BYTES))
    this.#start = this.#end = 0
    return 0
  }

  #advance(bytes: number): void {
    this.#end += bytes
    this.#bytes += bytes
  }

  #seal(): void {
    if (this.#end === this.#start) return
    this.#chunks.push(this.#slab.subarray(this.#start, this.#end))
    this.#start = this.#end
  }
}

function writeUint32(bytes: Uint8Array, value: number, offset: number): number {
  bytes[offset] = value >>> 24
  bytes[offset + 1] = value >>> 16
  bytes[offset + 2] = value >>> 8
  bytes[offset + 3] = value
  return offset + 4
}

/** Gives how many bytes the text is. There must be room for it. */
function writeText(bytes: Buffer, text: string, offset: number): number {
  if (text.length > MAX_SHORT_TEXT) return bytes.write(text, offset)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x80) return bytes.write(text, offset)
    bytes[offset + i] = code
  }
  return text.length
}

/** Cuts a stream of bytes, in chunks of any size, into frames. Each part is received into its final place. */
export class FrameReader {
  readonly #limit: number
  #frame: PartialFrame = newFrame()
  #part: Part = 'header'
  #target: Uint8Array = new Uint8Array(HEADER_BYTES)
  #filled = 0

  /** @param limit largest frame in bytes, checked before memory is taken for it */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** True when the bytes so far end with a whole frame. */
  get isBetweenFrames(): boolean {
    return this.#part === 'header' && this.#filled === 0
  }

  /** Where the next bytes belong, if they are many: those that are received there need not be copied. */
  get space(): Uint8Array | undefined {
    const isLarge = this.#target.byteLength - this.#filled >= MIN_SPACE_BYTES
    return isLarge ? this.#target.subarray(this.#filled) : undefined
  }

  /**
   * Takes the next bytes of the stream and hands over each frame that they complete.
   * @param chunk to be used again as soon as they are taken, or the beginning of `space`
   */
  push(chunk: Uint8Array, onFrame: (frame: Frame) => void): void {
    const bytes = Buffer.isBuffer(chunk) ? chunk : asBuffer(chunk)
    let offset = 0
    while (offset < bytes.byteLength) {
      const end = this.isBetweenFrames ? this.#readWhole(bytes, offset, onFrame) : offset
      if (end > offset) {
        offset = end
        continue
      }
      const wanted = this.#target.byteLength - this.#filled
      const piece = bytes.subarray(offset, offset + wanted)
      if (piece.buffer !== this.#target.buffer) this.#target.set(piece, this.#filled)
      this.#filled += piece.byteLength
      offset += piece.byteLength
      // A part of zero bytes is complete before anything arrives for it, hence the loop.
      while (this.#filled === this.#target.byteLength) {
        const frame = this.#completePart()
        if (frame !== undefined) {
          onFrame(frame)
          break
        }
      }
    }
  }

  /** Most frames are small and lie in one chunk: nothing needs to be put together for them. Gives where it ends. */
  #readWhole(bytes: Buffer, offset: number, onFrame: (frame: Frame) => void): number {
    if (bytes.byteLength - offset < HEADER_BYTES) return offset
    const { type, callId, count, textBytes } = readHeader(bytes, offset)
    const table = offset + HEADER_BYTES
    const start = table + count * LENGTH_BYTES
    let end = start + textBytes
    if (end > bytes.byteLength) return offset
    const lengths = count === 0 ? NO_LENGTHS : readTable(bytes, table, count)
    for (const length of lengths) end += length
    if (end + MARK_BYTES > bytes.byteLength) return offset
    this.#check(end - table)
    checkMark(bytes, end, callId)
    let from = start + textBytes
    const text = bytes.toString('utf8', start, from)
    let attachments = NO_ATTACHMENTS
    if (count > 0) {
      attachments = lengths.map((length) => copyOf(bytes, from, (from += length)))
    }
    onFrame({ type, callId, text, attachments })
    return end + MARK_BYTES
  }

  #completePart(): Frame | undefined {
    const frame = this.#frame
    const bytes = asBuffer(this.#target)
    switch (this.#part) {
      case 'header':
        Object.assign(frame, readHeader(bytes, 0))
        this.#check(frame.textBytes + frame.count * LENGTH_BYTES)
        return this.#expect('table', frame.count * LENGTH_BYTES)
      case 'table': {
        frame.lengths = readTable(bytes, 0, frame.count)
        const sum = frame.lengths.reduce((total, length) => total + length, 0)
        this.#check(sum + frame.textBytes + bytes.byteLength)
        return this.#expect('text', frame.textBytes)
      }
      case 'text':
        frame.text = bytes.toString('utf8')
        return this.#nextAttachment()
      case 'attachment':
        frame.attachments.push(this.#target)
        return this.#nextAttachment()
      case 'mark':
        checkMark(bytes, 0, frame.callId)
        return this.#finish()
    }
  }

  #nextAttachment(): undefined {
    const length = this.#frame.lengths[this.#frame.attachments.length]
    if (length === undefined) this.#expect('mark', MARK_BYTES)
    else this.#expect('attachment', length)
  }

  #finish(): Frame {
    const { type, callId, text, attachments } = this.#frame
    this.#frame = newFrame()
    this.#expect('header', HEADER_BYTES)
    return { type, callId, text, attachments }
  }

  #expect(part: Part, length: number): undefined {
    this.#part = part
    // Not filled with zeros: nobody sees it before all of it has been received.
    this.#target = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer)
    this.#filled = 0
  }

  #check(bytes: number): void {
    if (bytes > this.#limit) throw new WireError({ type: 'too-large', bytes, limit: this.#limit })
  }
}

type Part = 'header' | 'table' | 'text' | 'attachment' | 'mark'

interface Header {
  type: number
  callId: number
  /** Number of attachments. */
  count: number
  textBytes: number
}

interface PartialFrame extends Header {
  lengths: number[]
  text: string
  attachments: Uint8Array[]
}

function newFrame(): PartialFrame {
  return { type: 0, callId: 0, count: 0, textBytes: 0, lengths: [], text: '', attachments: [] }
}

function markOf(callId: number): number {
  return (callId ^ MARK) >>> 0
}

/** A system call may write only a part of a frame, and something else in the process may then write to the line. */
function checkMark(bytes: Buffer, offset: number, callId: number): void {
  if (bytes.readUInt32BE(offset) === markOf(callId)) return
  throw malformed('something else has written to its line, in the middle of a message')
}

function readHeader(bytes: Buffer, offset: number): Header {
  const type = bytes.readUInt32BE(offset)
  // Types are small numbers: anything else is text or another protocol on this descriptor.
  if (type === 0 || type > 0xff) {
    const preview = bytes.toString('latin1', offset, offset + HEADER_BYTES)
    throw malformed(`it sent bytes that are not a frame (${JSON.stringify(preview)})`)
  }
  const count = bytes.readUInt32BE(offset + 8)
  if (count > MAX_ATTACHMENTS) throw malformed(`it announced ${count} attachments for one message`)
  return {
    type,
    callId: bytes.readUInt32BE(offset + 4),
    count,
    textBytes: bytes.readUInt32BE(offset + 12),
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function readTable(bytes: Buffer, offset: number, count: number): number[] {
  const lengths: number[] = []
  for (let i = 0; i < count; i++) {
    lengths.push(bytes.readUIntBE(offset + i * LENGTH_BYTES, LENGTH_BYTES))
  }
  return lengths
}

function copyOf({ buffer, byteOffset }: Buffer, begin: number, end: number): Uint8Array {
  return new Uint8Array(buffer.slice(byteOffset + begin, byteOffset + end))
}
