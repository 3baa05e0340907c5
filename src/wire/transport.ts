// The byte pipe under a channel. An interface, so that tests can play a peer without a process.
import type { Duplex, Writable } from 'node:stream'
import { FrameWriter, type Payload } from './frame.ts'

/**
 * How a pipe has ended: `read`, by this side to the last byte; `unread`, the same, and the other side has not read
 * all that was sent to it; `unsent`, as the latest message could not be sent, with what was still on the way from
 * the other side; `torn`, in another way.
 */
export type Ending = 'read' | 'unread' | 'unsent' | 'torn'

/** Whether `unread` is told: that of a process which has died. Only Linux does. */
export const TELLS_UNREAD: boolean = process.platform === 'linux'

export interface Transport {
  /** Sends a frame, together with those that follow in this turn of the event loop. Large bytes are not copied. */
  send: (type: number, callId: number, payload: Payload) => void
  /** Waits for no others. */
  flush: () => void
  /** Says where to deliver what arrives. Called once. */
  receive: (onBytes: (bytes: Uint8Array) => void, onEnd: () => void) => void
  /** Known from `onEnd` on. */
  readonly ending: Ending
}

// Up to here, one piece of memory costs less than a list of pieces.
const MAX_JOINED_BYTES = 64 * 1024

/** A transport over a socket. What is sent in one go of the event loop is written at once. */
export function streamTransport(stream: Duplex): Transport {
  let ending: Ending = 'torn'
  const writer = new FrameWriter()
  const flush = (): void => {
    if (writer.bytes === 0) return
    const chunks = writer.take()
    if (stream.writable) write(stream, chunks)
    else ending = 'unsent' // the other side is gone
  }
  return {
    get ending() {
      return ending
    },
    send(type, callId, payload) {
      if (writer.bytes === 0) process.nextTick(flush)
      writer.add(type, callId, payload)
    },
    flush,
    receive(onBytes, onEnd) {
      stream.on('data', onBytes)
      stream.once('end', () => {
        if (ending === 'torn') ending = 'read'
      })
      // A read fails with ECONNRESET after everything that the other side had sent, if that has left something of
      // ours unread (in Linux, unix_release_sock of net/unix/af_unix.c). A write that fails ends the reading too,
      // with whatever was still on the way.
      stream.on('error', ({ syscall, code }: NodeJS.ErrnoException) => {
        if (syscall !== 'read') ending = 'unsent'
        else if (code === 'ECONNRESET') ending = 'unread'
      })
      stream.once('close', onEnd)
    },
  }
}

/** Writes chunks with one system call. Large ones are not copied. */
export function write(stream: Writable, chunks: readonly Uint8Array[]): void {
  const joined = join(chunks)
  if (joined.length === 1) return void stream.write(joined[0])
  stream.cork()
  for (const chunk of joined) stream.write(chunk)
  stream.uncork()
}

/** Makes one chunk of several small ones. */
export function join(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  if (chunks.length === 1) return chunks
  const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  return bytes <= MAX_JOINED_BYTES ? [Buffer.concat(chunks, bytes)] : chunks
}
