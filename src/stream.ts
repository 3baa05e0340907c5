// What `task` gives for a generator closure: a local async generator's methods over a remote one.
import type { TaskStream } from './crossable.ts'
import { RemoteStream } from './process/remote-stream.ts'

type Step = IteratorResult<unknown, unknown>

/** @param open starts the call if need be; resolves to its `RemoteStream` */
export function createStream(open: () => Promise<unknown>): TaskStream<unknown, unknown> {
  let opened: Promise<RemoteStream> | undefined
  let isClosed = false
  const remote = async (): Promise<RemoteStream> => {
    try {
      return await (opened ??= open().then(asStream))
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

/** A promise whose value may turn out to be a stream can be iterated without awaiting it first. */
export function withStreamMethods(promise: Promise<unknown>): Promise<unknown> {
  const stream = createStream(() => {
    settled.catch(() => {}) // who reads it as a stream hears of its failure there
    return promise
  })
  const settled = promise.then((value) =>
    value instanceof RemoteStream ? createStream(() => Promise.resolve(value)) : value,
  )
  for (const key of Reflect.ownKeys(stream)) {
    Reflect.defineProperty(settled, key, { value: Reflect.get(stream, key) })
  }
  return settled
}

function asStream(value: unknown): RemoteStream {
  if (value instanceof RemoteStream) return value
  throw new TypeError('The closure of this task returned a value, not a generator: await it.')
}
