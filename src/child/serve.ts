// Runs one call in the child and answers it: with a value, with what was thrown, or item by item.
import type { Codec } from '../wire/codec.ts'
import type { ChildMessage } from '../wire/message.ts'
import { WireError } from '../wire/problem.ts'
import type { ChildPipe } from './pipe.ts'

export interface ServedCall {
  callId: number
  closure: () => unknown
  codec: Codec
  pipe: ChildPipe
}

type Iterators = Iterator<unknown, unknown> | AsyncIterator<unknown, unknown>

// A generator that never waits must still hear that its reader has gone.
const TURN_MS = 5

/** Resolves when the answer has left the process. */
export async function serve(call: ServedCall): Promise<void> {
  const { callId, closure, pipe } = call
  const unwatch = reportStall(call)
  await pipe.send({ type: 'started', callId })
  try {
    const value = await closure()
    if (isIterator(value)) await serveStream(call, value)
    else await answer(call, 'result', value)
  } catch (error) {
    await answer(call, 'thrown', error)
  } finally {
    unwatch()
  }
}

async function serveStream(call: ServedCall, iterator: Iterators): Promise<void> {
  const { callId, pipe } = call
  let credit = 0
  let isStopped = false
  let wake: () => void = () => {}
  pipe.listen((message) => {
    if (message.type === 'pull') credit += message.count
    else if (message.type === 'stop') isStopped = true
    wake()
  })
  await pipe.send({ type: 'stream', callId })

  let turnEnds = performance.now() + TURN_MS
  for (;;) {
    while (credit === 0 && !isStopped) {
      // Only the reader can wake it now: the line to it is what the process lives for.
      pipe.hold(true)
      await new Promise<void>((resolve) => (wake = resolve))
      pipe.hold(false)
    }
    if (isStopped) {
      await iterator.return?.(undefined)
      return void (await answer(call, 'end', undefined))
    }
    const step = await iterator.next()
    if (step.done === true) return void (await answer(call, 'end', step.value))
    credit--
    if (!(await answer(call, 'item', step.value))) return void (await iterator.return?.(undefined))
    if (performance.now() > turnEnds) {
      await new Promise((resolve) => setImmediate(resolve))
      turnEnds = performance.now() + TURN_MS
    }
  }
}

/** Sends a value, or why it cannot be sent. True if the value has left. */
async function answer(
  { callId, codec, pipe }: ServedCall,
  type: 'result' | 'item' | 'end' | 'thrown',
  value: unknown,
): Promise<boolean> {
  try {
    const message: ChildMessage = { type, callId, payload: codec.encode(value) }
    await pipe.send(message)
    return true
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    const direction = type === 'thrown' ? 'thrown' : 'result'
    await pipe.send({ type: 'failed', callId, problem: error.problem, direction })
    return false
  }
}

/**
 * A promise that nothing is left to settle would end the process without a word: Node leaves when its
 * event loop is empty. Gives a function that ends the watch.
 */
function reportStall({ callId, pipe }: ServedCall): () => void {
  const exit = process.exit.bind(process)
  const onEmptyLoop = (): void => {
    void Promise.resolve(pipe.send({ type: 'stalled', callId })).finally(() => exit())
  }
  process.once('beforeExit', onEmptyLoop)
  return () => process.off('beforeExit', onEmptyLoop)
}

function isIterator(value: unknown): value is Iterators {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Iterators>).next === 'function' &&
    (Symbol.asyncIterator in value || Symbol.iterator in value)
  )
}
