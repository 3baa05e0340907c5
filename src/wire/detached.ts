// Buffers whose memory has been moved away. They look like empty ones.
import { node } from './node.ts'

export function isDetached(buffer: ArrayBufferLike): boolean {
  if (buffer.byteLength > 0) return false
  // Only from Node 21 on there is a property that says so.
  try {
    return new Uint8Array(buffer).byteLength > 0
  } catch {
    return true
  }
}

/** Whether it is such a buffer or a view of one. */
export function holdsDetached(thing: object): thing is ArrayBufferLike | ArrayBufferView {
  if (ArrayBuffer.isView(thing)) return isDetached(thing.buffer)
  return node.util.types.isAnyArrayBuffer(thing) && isDetached(thing)
}
