// What a call gives: a promise that can also be iterated, and for a generator a local async generator's
// methods over a remote one.
import type { TaskStream } from './crossable.ts'
import { RemoteStream } from './process/remote-stream.ts'

type Step = IteratorResult<unknown, unknown>

const streamToRemote = new WeakMap<object, RemoteStream>()

/** @param open starts the call if need be; resolves to its stream */
export function createStream(open: () => Promise<unknown>): TaskStream<unknown, unknown> {
  let opener = open
  let opened: Promise<RemoteStream> | undefined
  /** When it is open: from then on each item takes one promise. */
  let current: RemoteStream | undefined
  let isClosed = false
  const remote = async (): Promise<RemoteStream> => {
    try {
      const opening = (opened ??= opener().then(asRemote))
      opener = () => opening // what it was holds all that the call has sent
      return (current = await opening)
    } catch (error) {
      // Reported once, as a local generator does; after it the stream is done.
      opened = undefined
      isClosed = true
      throw error
    }
  }
  const close = async (value: unknown): Promise<Step> => {
    const wasOpened = opened !== undefined
    isClosed = true
    // As with a local generator, one that has not begun is simply done.
    return wasOpened ? (await remote()).return(value) : { done: true, value }
  }
  const first = async (): Promise<Step> => {
    if (isClosed && opened === undefined) return { done: true, value: undefined }
    return (await remote()).next()
  }
  const stream: TaskStream<unknown, unknown> = {
    next: () => (current === undefined ? first() : current.next()),
    return: async (value) => close(await value),
    async throw(error) {
      await close(undefined)
      throw error
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => {
      await close(undefined)
    },
  }
  return stream
}

/**
 * What a call has given, as its user gets it.
 * @param rejectWith rejects with what a stream fails with later
 */
export function toResult(value: unknown, rejectWith: (error: unknown) => Promise<never>): unknown {
  if (!(value instanceof RemoteStream)) return value
  value.rejectWith = rejectWith
  return streamOf(value)
}

const promiseToStream = new WeakMap<Promise<unknown>, TaskStream<unknown, unknown>>()

/** A promise that can also be iterated, without awaiting it, as its value may turn out to be a stream. */
export class IterablePromise extends Promise<unknown> implements TaskStream<unknown, unknown> {
  static {
    // `await` takes it as it is, and `then` gives promises like any other's.
    void Object.defineProperty(this.prototype, 'constructor', { value: Promise })
  }

  next(): Promise<Step> {
    return streamAt(this).next()
  }

  return(value?: unknown): Promise<Step> {
    return streamAt(this).return(value)
  }

  throw(error?: unknown): Promise<Step> {
    return streamAt(this).throw(error)
  }

  [Symbol.asyncIterator](): TaskStream<unknown, unknown> {
    return streamAt(this)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return streamAt(this)[Symbol.asyncDispose]()
  }
}

function streamAt(promise: Promise<unknown>): TaskStream<unknown, unknown> {
  let stream = promiseToStream.get(promise)
  if (stream === undefined) {
    promise.catch(() => {}) // who reads it as a stream hears of its failure there
    stream = createStream(() => promise)
    promiseToStream.set(promise, stream)
  }
  return stream
}

function streamOf(remote: RemoteStream): TaskStream<unknown, unknown> {
  const stream = createStream(() => Promise.resolve(stream))
  streamToRemote.set(stream, remote)
  return stream
}

function asRemote(value: unknown): RemoteStream {
  const remote = typeof value === 'object' && value !== null && streamToRemote.get(value)
  if (remote) return remote
  throw new TypeError('The call has returned a value, not a generator: await it.')
}
