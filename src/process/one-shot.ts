// One call in one fresh process, from its place in the queue to its end. It is over once: by the reply, by
// what the process died of, by a limit, or by the signal's reason.
import { type CallFacts, StartError } from '../errors.ts'
import type { ResolvedTaskOptions } from '../options.ts'
import type { Notice } from '../wire/channel.ts'
import type { Codec } from '../wire/codec.ts'
import { NOTHING, type Payload } from '../wire/frame.ts'
import { onAbort } from './abort.ts'
import type { WorkerBundle } from './bundle.ts'
import { crashError, type LastWords, problemError, refusalError, startError } from './failures.ts'
import { Limit, LOST_LINE_MS } from './limit.ts'
import { type CallHost, type CallRequest, RemoteCall } from './remote-call.ts'
import type { Slots } from './slots.ts'
import { Child, type ChildEvents, type Death } from './spawn.ts'
import type { TaskContext } from './tracing.ts'
import type { TaskSpareOptions, TaskSpares } from './task-spares.ts'
import { node } from '../wire/node.ts'

export interface OneShotCall {
  label: string
  callSite: string
  bundle: WorkerBundle
  options: ResolvedTaskOptions
  /** The captured values. */
  payload: Payload
  codec: Codec
  slots: Slots
  spares: TaskSpares
  /** Which process this is for the call, from 1. */
  attempt: number
  /** Where those who look on read which process it is. */
  context: TaskContext | undefined
}

/** Runs the call. Resolves to the closure's value, or to a `RemoteStream` if it made a generator. */
export function runOnce(call: OneShotCall): Promise<unknown> {
  return new Promise((resolve, reject) => {
    new OneShot(call, resolve, reject).queue()
  })
}

class OneShot implements CallHost {
  #call: OneShotCall
  readonly #reject: (error: unknown) => void
  readonly #request: CallRequest
  #remote: RemoteCall
  #words: LastWords = {}
  readonly #limit = new Limit()
  #child: Child | undefined
  #isOver = false
  #isLate = false
  #holdsSlot = false
  /** Runs it in a new process, if that which it has is a spare. */
  #startAnew: (() => void) | undefined
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
    const { timeoutMs } = options
    this.#request = {
      facts,
      codec,
      timeoutMs,
      resolve: (value) => {
        // A stream may go on for long: what was sent for it is of no more use.
        this.#call = { ...this.#call, payload: NOTHING }
        resolve(value)
      },
      reject,
    }
    this.#remote = new RemoteCall<CallRequest>(this.#request, this)
  }

  queue(): void {
    const { slots, options } = this.#call
    const { signal } = options
    if (signal?.aborted === true) return this.#reject(signal.reason)
    if (signal !== undefined) {
      this.#forgetSignal = onAbort(signal, () => this.#kill(() => signal.reason))
    }
    // Who gives back a place must not lend its async context to what is started there.
    const start = (): void => this.#start()
    this.#leaveQueue = slots.take(slots.isFull ? node.asyncHooks.AsyncResource.bind(start) : start)
  }

  #start(): void {
    this.#holdsSlot = true
    const spare = this.#call.spares.take(this.#spawnOptions, this.#childEvents)
    if (spare === undefined) return this.#run(this.#startChild())
    this.#run(spare)
    // What tells of a spare's death is not in the async context of the call.
    this.#startAnew = node.asyncHooks.AsyncResource.bind(() => this.#run(this.#startChild()))
  }

  #startChild(): Child {
    const options = this.#spawnOptions
    const child = new Child(options, this.#childEvents)
    child.readOutput(options)
    return child
  }

  #run(child: Child): void {
    const { options, payload, context } = this.#call
    this.#child = child
    if (context !== undefined) context.pid = child.pid
    this.#limit.start(options.startTimeoutMs, () => this.#endLateStart())
    this.#remote.callId = child.channel.call(payload, this.#remote)
  }

  get #spawnOptions(): TaskSpareOptions {
    const { label, callSite, bundle, options } = this.#call
    return { ...options, label, facts: { kind: 'task', label, callSite }, bundle }
  }

  get #childEvents(): ChildEvents {
    return {
      onNotice: (notice) => this.#onNotice(notice),
      onProblem: ({ problem }) =>
        this.#kill(() => problemError(this.#facts, problem, 'result', this.stderr)),
      onEnd: (isCut) => this.#onLineEnd(isCut),
      onDeath: (death) => this.#onDeath(death),
    }
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  get stderr(): string {
    return this.#child?.stderr ?? ''
  }

  /** Said of shared processes only: this one has a limit for all that comes before the start. */
  onLoading(): void {}

  onStarted(): void {
    this.#limit.stop()
  }

  /** It ends by itself, or is made to. */
  onAnswered(): void {
    this.#over()
    this.#endChild()
  }

  onStalled(): void {
    this.#words.isStalled = true
  }

  onTimeout(_call: RemoteCall, error: unknown): void {
    this.#kill(() => error)
  }

  pull({ callId }: RemoteCall, credit: number): void {
    this.#child?.channel.pull(callId, credit)
  }

  stop({ callId }: RemoteCall): void {
    this.#child?.hold(true)
    this.#child?.channel.stop(callId)
    this.#endChild()
  }

  onAwaited({ isAwaited }: RemoteCall): void {
    this.#child?.hold(isAwaited)
  }

  /** A stream whose reader is busy holds no place: the reader may itself be waiting for one. */
  onPaused(_call: RemoteCall, isPaused: boolean): void {
    if (this.#isOver || isPaused !== this.#holdsSlot) return
    this.#holdsSlot = !isPaused
    if (isPaused) this.#call.slots.release()
    else this.#call.slots.force()
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
        problemError(this.#facts, { type: 'malformed', detail }, 'result', this.stderr),
      ),
    )
  }

  #onDeath(death: Death): void {
    const { slots, spares, bundle, options } = this.#call
    const startAnew = this.#startAnew
    if (startAnew !== undefined && !this.#isOver && !this.#isLate && !this.#mayHaveBegun) {
      // It died while it waited, or could not load its module: a new one shows whether that can be done.
      this.#startAnew = undefined
      this.#words = {}
      this.#remote.leave()
      this.#remote = new RemoteCall<CallRequest>(this.#request, this)
      spares.noteLoss(this.#spawnOptions)
      return startAnew()
    }
    if (this.#holdsSlot) slots.release()
    this.#holdsSlot = false
    spares.refill(this.#spawnOptions)
    this.#over()
    this.#remote.die(() =>
      this.#remote.hasStarted
        ? crashError(this.#facts, death, this.#words)
        : this.#isLate
          ? this.#startTimeoutError()
          : startError(this.#facts, death, { bundlePath: bundle.path, cwd: options.cwd }),
    )
  }

  /** Whether the closure may have done something in the spare, which is gone. If in doubt, it has. */
  get #mayHaveBegun(): boolean {
    if (!this.#remote.hasStarted) return false
    const ending = this.#child?.channel.ending
    // What it has not read, or could not be sent, is the call: until a stream is read, nothing else is sent.
    return this.#remote.isStreaming || ending === 'read' || ending === 'torn'
  }

  /** It may begin in this moment: whether it has is known when it is gone. */
  #endLateStart(): void {
    this.#isLate = true
    this.#words.killedFor = { error: this.#startTimeoutError(), what: 'its closure began too late' }
    this.#child?.kill()
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
      { ...this.#facts, stderr: this.stderr },
      `its closure had not begun after ${this.#call.options.startTimeoutMs} ms`,
      'Loading its worker module hangs or takes long; raise `startTimeout` if it may.',
    )
  }
}
