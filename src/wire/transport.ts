// The byte pipe under a channel. Two methods, so that tests can play a peer without a process.
import type { Duplex } from 'node:stream'

export interface Transport {
  /** Sends the chunks in order, without copying them. */
  send: (chunks: readonly Uint8Array[]) => void
  /** Says where to deliver what arrives. Called once. */
  receive: (onBytes: (bytes: Uint8Array) => void, onEnd: () => void) => void
}

/** A transport over a socket or pipe. */
export function streamTransport(stream: Duplex): Transport {
  return {
    send(chunks) {
      if (!stream.writable) return // the other side is gone: its end says so
      stream.cork()
      for (const chunk of chunks) stream.write(chunk)
      stream.uncork()
    },
    receive(onBytes, onEnd) {
      stream.on('data', onBytes)
      stream.once('close', onEnd)
      // EPIPE and ECONNRESET: 'close' follows and says all that there is to say.
      stream.on('error', () => {})
    },
  }
}
