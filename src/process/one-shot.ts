// One call in one fresh process, from its place in the queue to its end. It is over once: by the reply, by
// what the process died of, by a limit, or by the signal's reason.
import { type CallFacts, StartError } from '../errors.ts'
import type { ResolvedTaskOptions } from '../options.ts'
import type { Notice } from '../wire/channel.ts'
import type { Codec } from '../wire/codec.ts'
import type { Payload } from '../wire/frame.ts'
import { onAbort } from './abort.ts'
import type { WorkerBundle } from './bundle.ts'
import { crashError, type LastWords, problemError, refusalError, startError } from './failures.ts'
import { Limit } from './limit.ts'
import { RemoteCall } from './remote-call.ts'
import type { Slots } from './slots.ts'
import { Child, type Death } from './spawn.ts'

export interface OneShotCall {
  label: string
  callSite: string
  bundle: WorkerBundle
  options: ResolvedTaskOptions
  /** The captured values. */
  payload: Payload
  codec: Codec
  slots: Slots
  /** Which process this is for the call, from 1. */
  attempt: number
}

// A process that has closed its line without dying has lost it for good; one that is dying closes it a
// moment before its death is reported.
export const LOST_LINE_MS = 1_000

/** Runs the call. Resolves to the closure's value, or to a `RemoteStream` if it made a generator. */
export function runOnce(call: OneShotCall): Promise<unknown> {
  return new Promise((resolve, reject) => {
    new OneShot(call, resolve, reject).queue()
  })
}

class OneShot {
  readonly #call: OneShotCall
  readonly #reject: (error: unknown) => void
  readonly #remote: RemoteCall
  readonly #words: LastWords = {}
  readonly #limit = new Limit()
  #child: Child | undefined
  #callId = 0
  #isOver = false
  #holdsSlot = false
  #leaveQueue: () => void = () => {}
  #forgetSignal: () => void = () => {}

  constructor(
    call: OneShotCall,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#call = call
    this.#reject = reject
    const { label, callSite, codec, options, attempt } = call
    const facts = { label, callSite, attempts: attempt }
    this.#remote = new RemoteCall(
      { facts, codec, timeoutMs: options.timeoutMs, resolve, reject },
      this.#host,
    )
  }

  queue(): void {
    const { slots, options } = this.#call
    const { signal } = options
    if (signal?.aborted === true) return this.#reject(signal.reason)
    if (signal !== undefined) {
      this.#forgetSignal = onAbort(signal, () => this.#kill(() => signal.reason))
    }
    this.#leaveQueue = slots.take(() => this.#start())
  }

  #start(): void {
    const { label, bundle, options, payload } = this.#call
    this.#holdsSlot = true
    this.#child = new Child(
      { ...options, label, bundle },
      {
        onNotice: (notice) => this.#onNotice(notice),
        onProblem: ({ problem }) =>
          this.#kill(() => problemError(this.#facts, problem, 'result', this.#child?.stderr)),
        onEnd: (isCut) => this.#onLineEnd(isCut),
        onDeath: (death) => this.#onDeath(death),
      },
    )
    this.#limit.start(options.startTimeoutMs, () => this.#kill(() => this.#startTimeoutError()))
    this.#callId = this.#child.channel.call(payload, (reply) => this.#remote.receive(reply))
  }

  /** What the call needs of its process. */
  get #host(): ConstructorParameters<typeof RemoteCall>[1] {
    const child = (): Child | undefined => this.#child
    return {
      get pid() {
        return child()?.pid
      },
      get stderr() {
        return child()?.stderr ?? ''
      },
      onStarted: () => this.#limit.stop(),
      // It ends by itself, or is made to.
      onAnswered: () => {
        this.#over()
        this.#endChild()
      },
      onStalled: () => (this.#words.isStalled = true),
      onTimeout: (error) => this.#kill(() => error),
      pull: (count) => this.#child?.channel.pull(this.#callId, count),
      stop: () => {
        this.#child?.hold(true)
        this.#child?.channel.stop(this.#callId)
        this.#endChild()
      },
      onWaiting: (isWaiting) => this.#child?.hold(isWaiting),
      // A stream whose reader is busy holds no place: the reader may itself be waiting for one.
      onPaused: (isPaused) => {
        if (this.#isOver || isPaused !== this.#holdsSlot) return
        this.#holdsSlot = !isPaused
        if (isPaused) this.#call.slots.release()
        else this.#call.slots.force()
      },
    }
  }

  #onNotice(notice: Notice): void {
    if (notice.type === 'uncaught') {
      this.#words.uncaught = this.#call.codec.decode(notice.payload)
      return
    }
    this.#fail(() => refusalError(this.#facts, notice.refusal, notice.detail))
    this.#endChild()
  }

  #onLineEnd(isCut: boolean): void {
    if (this.#isOver) return
    this.#remote.loseLine()
    const where = isCut ? ' in the middle of a message' : ''
    const detail = `it closed its line${where} and lives on`
    this.#limit.start(LOST_LINE_MS, () =>
      this.#kill(() =>
        problemError(this.#facts, { type: 'malformed', detail }, 'result', this.#child?.stderr),
      ),
    )
  }

  #onDeath(death: Death): void {
    const { slots, bundle, options } = this.#call
    if (this.#holdsSlot) slots.release()
    this.#holdsSlot = false
    this.#over()
    this.#remote.die(() =>
      this.#remote.hasStarted
        ? crashError(this.#facts, death, this.#words)
        : startError(this.#facts, death, { bundlePath: bundle.path, cwd: options.cwd }),
    )
  }

  #kill(makeError: () => unknown): void {
    this.#fail(makeError)
    this.#child?.kill()
  }

  #fail(makeError: () => unknown): void {
    this.#over()
    this.#remote.fail(makeError)
  }

  #over(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#limit.stop()
    this.#leaveQueue()
    this.#forgetSignal()
  }

  #endChild(): void {
    this.#child?.endWithin(this.#call.options.shutdownTimeoutMs)
  }

  get #facts(): CallFacts {
    return this.#remote.facts
  }

  #startTimeoutError(): StartError {
    return new StartError(
      { ...this.#facts, stderr: this.#child?.stderr ?? '' },
      `its closure had not begun after ${this.#call.options.startTimeoutMs} ms`,
      'Loading its worker module hangs or takes long; raise `startTimeout` if it may.',
    )
  }
}
