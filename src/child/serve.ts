// Runs calls in the child and answers them: with a value, with what was thrown, or item by item.
import type { Codec } from '../wire/codec.ts'
import { costOf } from '../wire/flow.ts'
import { checkSize } from '../wire/frame.ts'
import type { ChildMessage, ParentMessage } from '../wire/message.ts'
import { WireError } from '../wire/problem.ts'
import type { ChildPipe } from './pipe.ts'

type Iterators = Iterator<unknown, unknown> | AsyncIterator<unknown, unknown>

/** What the parent says to a stream. */
interface StreamControl {
  credit: number
  isStopped: boolean
  wake: () => void
}

// A generator that never waits must still hear that its reader has gone.
const TURN_MS = 5
// To make an item that takes no longer does nothing that could be of interest after a crash.
const QUICK_MS = 0.05

export class CallServer {
  readonly #pipe: ChildPipe
  readonly #openIds = new Set<number>()
  readonly #idToStream = new Map<number, StreamControl>()
  #isListening = false

  constructor(pipe: ChildPipe) {
    this.#pipe = pipe
    // A promise that nothing is left to settle would end the process without a word: Node leaves when its
    // event loop is empty.
    const exit = process.exit.bind(process)
    process.on('beforeExit', () => {
      for (const callId of this.#openIds) {
        return void Promise.resolve(pipe.send({ type: 'stalled', callId })).finally(() => exit())
      }
    })
  }

  /** From now on the parent is heard while calls run. What is not for a stream goes to `onMessage`. */
  listen(onMessage: (message: ParentMessage) => void): void {
    this.#isListening = true
    this.#pipe.listen((message) => {
      if (message.type !== 'pull' && message.type !== 'stop') return onMessage(message)
      const control = this.#idToStream.get(message.callId)
      if (control === undefined) return // it has ended, which the parent could not know
      if (message.type === 'pull') control.credit += message.credit
      else control.isStopped = true
      control.wake()
    })
  }

  /**
   * Runs a call and answers it. Gives a promise if it is not over at once, which settles when the answer is on its
   * way: a small call waits for nothing, as each turn that a promise takes is felt in it.
   * @param announces whether to say that it has started
   */
  run(
    callId: number,
    codec: Codec,
    run: () => unknown,
    announces: boolean,
  ): Promise<void> | undefined {
    const announced = announces ? this.#pipe.send({ type: 'started', callId }) : undefined
    if (announced === undefined) return this.#runNow(callId, codec, run)
    return announced.then(() => this.#runNow(callId, codec, run))
  }

  /** Announces and runs `work`, which gives the answer itself unless it throws. */
  async attempt(callId: number, codec: Codec, work: () => Promise<void>): Promise<void> {
    this.#openIds.add(callId)
    try {
      await this.#pipe.send({ type: 'started', callId })
      await work()
    } catch (error) {
      await this.#answer('thrown', callId, codec, error)
    } finally {
      this.#openIds.delete(callId)
    }
  }

  #runNow(callId: number, codec: Codec, run: () => unknown): Promise<void> | undefined {
    let value: unknown
    let isWaiting: boolean
    try {
      value = run()
      isWaiting = isThenable(value) || isIterator(value)
    } catch (error) {
      return this.#answer('thrown', callId, codec, error)
    }
    return isWaiting
      ? this.#settle(callId, codec, value)
      : this.#answer('result', callId, codec, value)
  }

  /** Answers with what a promise or a generator gives. */
  async #settle(callId: number, codec: Codec, pending: unknown): Promise<void> {
    this.#openIds.add(callId)
    try {
      const value = await pending
      if (isIterator(value)) await this.#stream(callId, codec, value)
      else await this.#answer('result', callId, codec, value)
    } catch (error) {
      await this.#answer('thrown', callId, codec, error)
    } finally {
      this.#openIds.delete(callId)
    }
  }

  async #stream(callId: number, codec: Codec, iterator: Iterators): Promise<void> {
    const pipe = this.#pipe
    const control: StreamControl = { credit: 0, isStopped: false, wake: () => {} }
    this.#idToStream.set(callId, control)
    if (!this.#isListening) this.listen(() => {})
    await pipe.send({ type: 'stream', callId })
    try {
      let before = performance.now()
      let turnEnds = before + TURN_MS
      for (;;) {
        while (control.credit <= 0 && !control.isStopped) {
          // Only the reader can wake it now: the line to it is what the process lives for.
          pipe.hold()
          await new Promise<void>((resolve) => (control.wake = resolve))
          pipe.release()
        }
        if (control.isStopped) {
          await iterator.return?.(undefined)
          return await this.#answer('end', callId, codec, undefined)
        }
        const next = iterator.next()
        const step = isThenable(next) ? await next : (next as IteratorResult<unknown, unknown>)
        if (step.done === true) return await this.#answer('end', callId, codec, step.value)
        const message = this.#encode('item', callId, codec, step.value)
        control.credit -= message.type === 'item' ? costOf(message.payload) : 0
        const now = performance.now()
        // What takes time leaves before the next is made, which may be what the process dies of.
        const sent = pipe.send(message, now - before < QUICK_MS && control.credit > 0)
        before = now
        if (sent !== undefined) await sent
        if (message.type === 'failed') return void (await iterator.return?.(undefined))
        if (now > turnEnds) {
          await new Promise((resolve) => setImmediate(resolve))
          turnEnds = performance.now() + TURN_MS
        }
      }
    } finally {
      this.#idToStream.delete(callId)
    }
  }

  /** Sends a value, or why it cannot be sent. */
  #answer(type: Answer, callId: number, codec: Codec, value: unknown): Promise<void> | undefined {
    return this.#pipe.send(this.#encode(type, callId, codec, value))
  }

  #encode(type: Answer, callId: number, codec: Codec, value: unknown): ChildMessage {
    try {
      const payload = codec.encode(value)
      checkSize(payload, this.#pipe.maxMessageBytes)
      return { type, callId, payload }
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      const direction = type === 'thrown' ? 'thrown' : 'result'
      return { type: 'failed', callId, problem: error.problem, direction }
    }
  }
}

type Answer = 'result' | 'item' | 'end' | 'thrown'

function isThenable(value: unknown): boolean {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isObject && typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
}

function isIterator(value: unknown): value is Iterators {
  return (
    typeof value === 'object' &&
    value !== null &&
    // Asked first: there are proxies that throw for a name which they do not know, such as vitest's assertions.
    (Symbol.asyncIterator in value || Symbol.iterator in value) &&
    typeof (value as Partial<Iterators>).next === 'function'
  )
}
