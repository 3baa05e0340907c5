// What a message carries, before it is one.
import { WireError } from './problem.ts'

/** Bytes of one entry in a frame's table of attachment lengths: an unsigned 48-bit integer. */
export const LENGTH_BYTES = 6
/** Most attachments of one frame: each costs the receiver an object, whatever its size. */
export const MAX_ATTACHMENTS: number = 2 ** 20

/** Text, and the raw bytes that travel beside it. */
export interface Payload {
  text: string
  attachments: readonly Uint8Array[]
  /** The attachments belong to nobody else. */
  isDetached?: boolean
}

/** A message that says no more than its type. */
export const NOTHING: Payload = { text: '', attachments: [] }

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
export function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(Buffer.allocUnsafeSlow(bytes.byteLength).buffer)
  copy.set(bytes)
  return copy
}
