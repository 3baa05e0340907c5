// The byte pipe under a channel. An interface, so that tests can play a peer without a process.
import type { Duplex } from 'node:stream'

/**
 * How a pipe has ended: `read`, by this side to the last byte; `unread`, the same, and the other side has not read
 * all that was sent to it; `unsent`, as the latest message could not be sent, with what was still on the way from
 * the other side; `torn`, in another way.
 */
export type Ending = 'read' | 'unread' | 'unsent' | 'torn'

export interface Transport {
  /** Sends the chunks in order, without copying them. */
  send: (chunks: readonly Uint8Array[]) => void
  /** Says where to deliver what arrives. Called once. */
  receive: (onBytes: (bytes: Uint8Array) => void, onEnd: () => void) => void
  /** Known from `onEnd` on. */
  readonly ending: Ending
}

/** A transport over a socket. */
export function streamTransport(stream: Duplex): Transport {
  let ending: Ending = 'torn'
  return {
    get ending() {
      return ending
    },
    send(chunks) {
      if (!stream.writable) return // the other side is gone: its end says so
      const [first] = chunks
      if (chunks.length === 1) return void stream.write(first)
      stream.cork()
      for (const chunk of chunks) stream.write(chunk)
      stream.uncork()
    },
    receive(onBytes, onEnd) {
      stream.on('data', onBytes)
      stream.once('end', () => (ending = 'read'))
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
