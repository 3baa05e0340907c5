// How far the child may be ahead of the reader of a stream. The parent grants credit, and each item takes some of
// it, by its size: many small items hide a round trip that a few large ones hide as well. Both sides count alike.
import type { Payload } from './frame.ts'

/** Credit for 16 small items, which is what a stream begins with. */
export const MIN_WINDOW = 16
/** Credit for a thousand small items, or for 16 of a kilobyte and more. */
export const MAX_WINDOW = 1024

const MAX_COST = MAX_WINDOW / MIN_WINDOW
const BYTES_PER_CREDIT = 16

/** Credit that an item takes. A character counts as a byte. */
export function costOf({ text, attachments }: Payload): number {
  let bytes = text.length
  for (const { byteLength } of attachments) bytes += byteLength
  return Math.min(Math.ceil(bytes / BYTES_PER_CREDIT), MAX_COST) || 1
}
