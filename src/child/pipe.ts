// The child's end of the wire. Reads and writes synchronously at first: that needs no event loop and no
// `net`, which costs 5 ms of a start. Only a stream, which must hear of its reader while it works, goes on
// with a socket.
import type { Socket } from 'node:net'
import { WIRE_FD } from '../wire/environment.ts'
import { checkSize, encodeFrame, type Frame, FrameReader } from '../wire/frame.ts'
import {
  type ChildMessage,
  openParentFrame,
  type ParentMessage,
  sealChildMessage,
} from '../wire/message.ts'
import { malformed } from '../wire/problem.ts'
import { node } from '../wire/node.ts'

// Taken before user code can replace them.
const { fstatSync, readSync, writeSync } = node.fs
const exit = process.exit.bind(process)

const READ_BYTES = 64 * 1024

export class ChildPipe {
  /** Largest message that the parent takes; it says so in its hello. */
  maxMessageBytes: number = Infinity
  // What the parent sends it has checked itself.
  readonly #reader = new FrameReader(Number.MAX_SAFE_INTEGER)
  readonly #frames: Frame[] = []
  readonly #inode: number | undefined = inodeOf(WIRE_FD)
  #socket: Socket | undefined

  /** Waits for the next message of the parent. @throws if the parent is gone */
  read(): ParentMessage {
    const chunk = Buffer.allocUnsafe(READ_BYTES)
    for (;;) {
      const frame = this.#frames.shift()
      if (frame !== undefined) return openParentFrame(frame)
      const bytes = readSync(WIRE_FD, chunk)
      if (bytes === 0) throw malformed('the parent is gone')
      this.#frames.push(...this.#reader.push(chunk.subarray(0, bytes)))
    }
  }

  /** From now on messages arrive as they come, without keeping the process alive. */
  listen(onMessage: (message: ParentMessage) => void): void {
    for (const frame of this.#frames.splice(0)) onMessage(openParentFrame(frame))
    this.#socket = new node.net.Socket({ fd: WIRE_FD, readable: true, writable: true })
    this.#socket.on('data', (chunk: Buffer) => {
      for (const frame of this.#reader.push(chunk)) onMessage(openParentFrame(frame))
    })
    // The parent is gone, and its guard is on the way here.
    this.#socket.on('error', () => exit(1))
    this.#socket.unref()
  }

  /** Says whether the line alone keeps the process alive. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#socket?.ref()
    else this.#socket?.unref()
  }

  /**
   * Sends a message; resolves when the next one may be sent.
   * @throws WireError `too-large`
   */
  send(message: ChildMessage): Promise<void> | undefined {
    const { type, callId, payload } = sealChildMessage(message)
    checkSize(payload, this.maxMessageBytes)
    const chunks = encodeFrame(type, callId, payload)
    const socket = this.#socket
    if (socket === undefined) return this.#writeNow(chunks)
    return new Promise((resolve) => {
      socket.cork()
      for (const chunk of chunks.slice(0, -1)) socket.write(chunk)
      socket.write(chunks.at(-1) ?? '', () => resolve())
      socket.uncork()
    })
  }

  /** Sends a message before the process dies of something; gives up if that would have to wait. @throws as `send` does */
  sendLast(message: ChildMessage): void {
    if (this.#socket !== undefined && this.#socket.writableLength > 0) return
    const { type, callId, payload } = sealChildMessage(message)
    checkSize(payload, this.maxMessageBytes)
    const chunks = encodeFrame(type, callId, payload)
    if (chunks.length === 1) this.#writeNow(chunks)
  }

  #writeNow(chunks: readonly Uint8Array[]): undefined {
    // User code may have closed the descriptor and opened a file that now has its number.
    if (inodeOf(WIRE_FD) !== this.#inode) {
      throw new Error(`something has closed file descriptor ${WIRE_FD}, its line to the program`)
    }
    for (const chunk of chunks) {
      let offset = 0
      while (offset < chunk.byteLength) offset += writeSync(WIRE_FD, chunk, offset)
    }
  }
}

/** Tells descriptors apart; `undefined` for one that is closed. */
function inodeOf(fd: number): number | undefined {
  try {
    return fstatSync(fd).ino
  } catch {
    return undefined
  }
}
