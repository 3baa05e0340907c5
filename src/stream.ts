// What a call gives: a promise that can also be iterated, and for a generator a local async generator's
// methods over a remote one.
import type { TaskStream } from './crossable.ts'
import { RemoteStream } from './process/remote-stream.ts'

type Step = IteratorResult<unknown, unknown>

const streamToRemote = new WeakMap<object, RemoteStream>()

/** @param open starts the call if need be; resolves to its stream */
export function createStream(open: () => Promise<unknown>): TaskStream<unknown, unknown> {
  let opened: Promise<RemoteStream> | undefined
  let isClosed = false
  const remote = async (): Promise<RemoteStream> => {
    try {
      return await (opened ??= open().then(asRemote))
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
  const stream: TaskStream<unknown, unknown> = {
    async next() {
      if (isClosed && opened === undefined) return { done: true, value: undefined }
      return (await remote()).next()
    },
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

/** A promise whose value may turn out to be a stream, which can be iterated without awaiting it first. */
export class CallPromise extends Promise<unknown> implements TaskStream<unknown, unknown> {
  #stream: TaskStream<unknown, unknown> | undefined

  constructor(
    start: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void,
  ) {
    super((resolve, reject) =>
      start((value) => resolve(value instanceof RemoteStream ? streamOf(value) : value), reject),
    )
  }

  /** `then` and its kin give ordinary promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  static {
    // For `await`, which takes what has this constructor as it is, and wraps everything else.
    void Object.defineProperty(this.prototype, 'constructor', { value: Promise })
  }

  next(): Promise<Step> {
    return this.#opened.next()
  }

  return(value?: unknown): Promise<Step> {
    return this.#opened.return(value)
  }

  throw(error?: unknown): Promise<Step> {
    return this.#opened.throw(error)
  }

  [Symbol.asyncIterator](): TaskStream<unknown, unknown> {
    return this.#opened
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]()
  }

  get #opened(): TaskStream<unknown, unknown> {
    return (this.#stream ??= createStream(() => {
      this.catch(() => {}) // who reads it as a stream hears of its failure there
      return this
    }))
  }
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
