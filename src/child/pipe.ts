// The child's end of the wire. Reads and writes synchronously at first: that needs no event loop and no
// `net`, which costs 5 ms of a start. Only a child that must hear of its parent while it works, because it
// streams or stays, goes on with a socket.
import type { OnReadOpts, Socket, SocketConstructorOpts } from 'node:net'
import { WIRE_FD } from '../wire/environment.ts'
import { checkSize, type Frame, FrameReader, FrameWriter } from '../wire/frame.ts'
import {
  type ChildMessage,
  openParentFrame,
  type ParentMessage,
  sealChildMessage,
} from '../wire/message.ts'
import { malformed } from '../wire/problem.ts'
import { join, write } from '../wire/transport.ts'
import { node } from '../wire/node.ts'

// Taken before user code can replace them.
const { fstatSync, readSync, writeSync } = node.fs
const exit = process.exit.bind(process)

const CHUNK_BYTES = 64 * 1024

// So long the line is sure to be what it was.
const SURE_MS = 0.05
// So much waits for what follows.
const MAX_WAITING_BYTES = 16 * 1024
// So many ids are below every limit of a message that a program can set.
const MAX_STARTED = 64
// Longer than this no answer waits for that of another call.
const BATCH_MS = 1

/** Calls that have arrived together. */
interface Batch {
  /** The parent has been told that they begin. */
  isStarted: Promise<void>
  start: () => void
  /** Those that have said that they begin, of which the parent has not been told yet. */
  startedIds: number[]
  /** All of them have said that they begin. One that says so later, as it had to be loaded, speaks for itself. */
  isComplete: boolean
  /** From then on answers are sent as they come. */
  endsAt: number
}

export class ChildPipe {
  /** Largest message that the parent takes; it says so in its hello. */
  maxMessageBytes: number = Infinity
  // What the parent sends it has checked itself.
  readonly #reader = new FrameReader(Number.MAX_SAFE_INTEGER)
  readonly #frames: Frame[] = []
  #chunk: Buffer | undefined
  readonly #inode: number | undefined = inodeOf(WIRE_FD)
  #socket: Socket | undefined
  /** When the line was last known to be what it was. */
  #sureAt = 0
  #batch: Batch | undefined
  readonly #writer = new FrameWriter()
  #isFlushPlanned = false
  /** How many reasons there are for the process to live on the line alone. */
  #holds = 0

  /** Waits for the next message of the parent. @throws if the parent is gone */
  read(): ParentMessage {
    const message = this.next()
    if (message === undefined) throw malformed('the parent is gone')
    return message
  }

  /** Waits for the next message of the parent; `undefined` if it is gone. */
  next(): ParentMessage | undefined {
    for (;;) {
      const frame = this.#frames.shift()
      if (frame !== undefined) return openParentFrame(frame)
      const space = this.#space()
      const bytes = readSync(WIRE_FD, space)
      if (bytes === 0) return undefined
      this.#reader.push(space.subarray(0, bytes), (next) => this.#frames.push(next))
    }
  }

  /** Does in advance what takes longest in `listen`: to load sockets, and compile what makes one. */
  prepareToListen(): void {
    void new node.net.Socket()
  }

  /** From now on messages arrive as they come. The line keeps the process alive while something holds it. */
  listen(onMessage: (message: ParentMessage) => void): void {
    const early = this.#frames.splice(0)
    for (const frame of early) onMessage(openParentFrame(frame))
    // What has come already is answered before there is a socket, and not after 5 ms of loading it.
    if (early.length > 0) setImmediate(() => this.#open(onMessage))
    else this.#open(onMessage)
  }

  /** Where the next bytes are received. */
  #space(): Uint8Array {
    return this.#reader.space ?? (this.#chunk ??= Buffer.allocUnsafeSlow(CHUNK_BYTES))
  }

  #open(onMessage: (message: ParentMessage) => void): void {
    let frames: Frame[] = []
    const collect = (frame: Frame): void => void frames.push(frame)
    const receive = (chunk: Uint8Array): void => {
      this.#sureAt = performance.now() // the line has just brought something
      this.#reader.push(chunk, collect)
      const [first] = frames
      if (frames.length === 1 && first !== undefined) {
        frames.pop()
        return onMessage(openParentFrame(first))
      }
      const arrived = frames
      frames = []
      if (arrived.length > 1) this.#beginBatch()
      for (const frame of arrived) onMessage(openParentFrame(frame))
      if (arrived.length > 1) this.#startBatch()
    }
    // Received where it belongs, without a stream's chunk and event for each piece. (`onread` is an option of the
    // constructor since Node 12.10; the types know it as one of `connect`.)
    const onread: OnReadOpts = {
      buffer: () => this.#space(),
      callback: (bytes, space) => {
        receive(space.subarray(0, bytes))
        return true
      },
    }
    const options: SocketConstructorOpts & { onread: OnReadOpts } = {
      fd: WIRE_FD,
      readable: true,
      writable: true,
      onread,
    }
    const socket = new node.net.Socket(options)
    this.#socket = socket
    process.on('exit', () => this.#flushLast(socket))
    // The parent is gone, and its guard is on the way here.
    socket.on('error', () => exit(1))
    socket.on('end', () => exit(1))
    if (this.#holds === 0) socket.unref()
  }

  /** The process lives on, even if it has nothing to do but to wait for the parent. */
  hold(): void {
    if (this.#holds++ === 0) this.#socket?.ref()
  }

  /** Takes back one `hold`. */
  release(): void {
    if (--this.#holds === 0) this.#socket?.unref()
  }

  /** Sends a message with the next one: to be told that a process is there would only take the parent's time. */
  introduce(message: ChildMessage): void {
    this.#add(message)
  }

  /**
   * Sends a message. Gives a promise if it has not left the process yet: what is announced had better wait.
   * @param isPatient it may wait for those that follow in this turn of the event loop
   * @throws WireError `too-large`
   */
  send(message: ChildMessage, isPatient = false): Promise<void> | undefined {
    const batch = this.#batch
    if (message.type === 'started' && batch?.isComplete === false) {
      batch.startedIds.push(message.callId)
      return batch.isStarted
    }
    this.#add(message)
    const socket = this.#socket
    if (socket === undefined) return this.#writeNow(this.#writer.take())
    if (isPatient && this.#writer.bytes < MAX_WAITING_BYTES) return this.#flushSoon(socket)
    if (batch === undefined) return this.#flush(socket)
    if (message.type === 'result' && performance.now() < batch.endsAt) return undefined
    return this.#flush(socket)
  }

  #add(message: ChildMessage): void {
    const { type, callId, payload } = sealChildMessage(message)
    checkSize(payload, this.maxMessageBytes)
    this.#writer.add(type, callId, payload)
  }

  #flushSoon(socket: Socket): undefined {
    if (this.#isFlushPlanned) return
    this.#isFlushPlanned = true
    setImmediate(() => {
      this.#isFlushPlanned = false
      void this.#flush(socket)
    })
  }

  /** The process ends by itself while messages wait for each other. */
  #flushLast(socket: Socket): void {
    const [chunk] = join(this.#writer.take())
    if (chunk === undefined || socket.writableLength > 0) return
    try {
      this.#writeSome(chunk)
    } catch {
      // It has closed its line before; that is told in other ways.
    }
  }

  #flush(socket: Socket): Promise<void> | undefined {
    if (this.#writer.bytes > 0) {
      const chunks = join(this.#writer.take())
      // Small messages that nothing is before: the system takes them at once, without the ado of a stream.
      const isFree = socket.writableLength === 0
      const rest = isFree && chunks.length === 1 ? this.#writeSome(chunks[0] as Uint8Array) : chunks
      if (rest === undefined) return undefined
      write(socket, rest)
    }
    if (socket.writableLength === 0) return undefined
    return new Promise((resolve) => socket.write('', () => resolve()))
  }

  /** Writes what the system takes now. Gives the rest, if there is one. */
  #writeSome(chunk: Uint8Array): readonly Uint8Array[] | undefined {
    // To ask takes longer than all else that the answer to a small call does. To close a file and open another for
    // the first time takes longer than this moment.
    const now = performance.now()
    if (now - this.#sureAt > SURE_MS) {
      this.#checkLine()
      this.#sureAt = now
    }
    try {
      const bytes = writeSync(WIRE_FD, chunk)
      return bytes === chunk.byteLength ? undefined : [chunk.subarray(bytes)]
    } catch {
      // EAGAIN: it takes nothing now. Of anything else the stream will tell.
      return [chunk]
    }
  }

  /** Calls that have arrived together begin together, and their answers wait a little for each other. */
  #beginBatch(): void {
    let start = (): void => {}
    const isStarted = new Promise<void>((resolve) => (start = resolve))
    const endsAt = performance.now() + BATCH_MS
    this.#batch = { isStarted, start, startedIds: [], isComplete: false, endsAt }
  }

  #startBatch(): void {
    const batch = this.#batch
    const socket = this.#socket
    if (socket === undefined || batch === undefined) return
    batch.isComplete = true
    for (let from = 0; from < batch.startedIds.length; from += MAX_STARTED) {
      const [callId = 0, ...others] = batch.startedIds.slice(from, from + MAX_STARTED)
      this.#add({ type: 'started', callId, others })
    }
    void Promise.resolve(this.#flush(socket)).then(batch.start)
    setImmediate(() => {
      if (this.#batch === batch) this.#batch = undefined
      void this.#flush(socket)
    })
  }

  /** Sends a message before the process dies of something; gives up if that would have to wait. @throws as `send` does */
  sendLast(message: ChildMessage): void {
    if (this.#socket !== undefined && this.#socket.writableLength > 0) return
    const writer = this.#writer
    if (writer.bytes > 0) this.#writeNow(writer.take())
    this.#add(message)
    const chunks = writer.take()
    if (chunks.length === 1) this.#writeNow(chunks)
  }

  /** User code may have closed the descriptor and opened a file that now has its number. */
  #checkLine(): void {
    if (inodeOf(WIRE_FD) === this.#inode) return
    throw new Error(`something has closed file descriptor ${WIRE_FD}, its line to the program`)
  }

  #writeNow(chunks: readonly Uint8Array[]): undefined {
    this.#checkLine()
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
