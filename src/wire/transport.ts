// The byte pipe under a channel. An interface, so that tests can play a peer without a process.
import type { Duplex } from 'node:stream'

export interface Transport {
  /** Sends the chunks in order, without copying them. */
  send: (chunks: readonly Uint8Array[]) => void
  /** Says where to deliver what arrives. Called once. */
  receive: (onBytes: (bytes: Uint8Array) => void, onEnd: () => void) => void
  /** True if it ended before everything that the other side had sent was read. */
  readonly isTorn: boolean
}

/** A transport over a socket or pipe. */
export function streamTransport(stream: Duplex): Transport {
  let isTorn = false
  return {
    get isTorn() {
      return isTorn
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
      let isAllRead = false
      stream.once('end', () => (isAllRead = true))
      // 'close' follows. A read that fails (ECONNRESET: the other side has died without reading everything of
      // ours) comes after all that it had sent; a write that fails (EPIPE) ends the reading too, with whatever
      // was still on the way.
      stream.on('error', ({ syscall }: NodeJS.ErrnoException) => (isAllRead = syscall === 'read'))
      stream.once('close', () => {
        isTorn = !isAllRead
        onEnd()
      })
    },
  }
}
