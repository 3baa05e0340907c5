// One call in one fresh process, from its place in the queue to its end:
//
//   queued -> starting -> running -> over        (with a stream: running -> streaming -> over)
//
// It is over once: by the reply, by what the process died of, by a limit, or by the signal's reason.
import { type CallFacts, type Phase, StartError, TimeoutError } from '../errors.ts'
import type { ResolvedTaskOptions } from '../options.ts'
import type { Notice, Reply } from '../wire/channel.ts'
import type { Codec } from '../wire/codec.ts'
import type { Payload } from '../wire/frame.ts'
import { onAbort } from './abort.ts'
import type { WorkerBundle } from './bundle.ts'
import {
  crashError,
  type LastWords,
  loadError,
  problemError,
  refusalError,
  startError,
} from './failures.ts'
import { RemoteStream } from './remote-stream.ts'
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
const LOST_LINE_MS = 1_000

/** Runs the call. Resolves to the closure's value, or to a `RemoteStream` if it made a generator. */
export function runOnce(call: OneShotCall): Promise<unknown> {
  return new Promise((resolve, reject) => {
    new OneShot(call, resolve, reject).queue()
  })
}

class OneShot {
  readonly #call: OneShotCall
  readonly #resolve: (value: unknown) => void
  readonly #reject: (error: unknown) => void
  readonly #words: LastWords = {}
  #phase: Phase = 'queued'
  #isOver = false
  #child: Child | undefined
  #callId = 0
  #stream: RemoteStream | undefined
  /** The one limit that runs in this phase: for the start, for the answer, for the next item. */
  #timer: NodeJS.Timeout | undefined
  #lastLook: NodeJS.Immediate | undefined
  #holdsSlot = false
  #isLineLost = false
  #leaveQueue: () => void = () => {}
  #forgetSignal: () => void = () => {}

  constructor(
    call: OneShotCall,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#call = call
    this.#resolve = resolve
    this.#reject = reject
  }

  queue(): void {
    const { slots, options } = this.#call
    if (options.signal?.aborted === true) return this.#onAbort()
    if (options.signal !== undefined) this.#forgetSignal = onAbort(options.signal, this.#onAbort)
    this.#leaveQueue = slots.take(() => this.#start())
  }

  #start(): void {
    const { label, bundle, options, payload } = this.#call
    this.#holdsSlot = true
    this.#phase = 'starting'
    try {
      this.#child = new Child(
        { ...options, label, bundle },
        {
          onNotice: (notice) => this.#onNotice(notice),
          onProblem: ({ problem }) =>
            this.#kill(() => problemError(this.#facts(), problem, 'result', this.#child?.stderr)),
          onEnd: (isCut) => this.#onLineEnd(isCut),
          onDeath: (death) => this.#onDeath(death),
        },
      )
    } catch (error) {
      // What spawn sees at once it throws; nothing has been started.
      return this.#onDeath({ stderr: '', uptimeMs: 0, error: error as Error })
    }
    this.#limit(options.startTimeoutMs, () => this.#startTimeoutError())
    this.#callId = this.#child.channel.call(payload, (reply) => this.#onReply(reply))
  }

  #onReply(reply: Reply): void {
    if (this.#isOver) return // it was killed, this was already on the way
    const { codec } = this.#call
    switch (reply.type) {
      case 'started':
        this.#phase = 'running'
        return this.#limitRun()
      case 'stream':
        this.#unlimit()
        this.#child?.hold(false)
        this.#stream = this.#openStream()
        return this.#resolve(this.#stream)
      case 'item':
        return this.#stream?.push(codec.decode(reply.payload))
      case 'stalled':
        this.#words.isStalled = true
        return
      case 'result': {
        const value = codec.decode(reply.payload)
        return this.#answer(() => this.#resolve(value))
      }
      case 'end': {
        const value = codec.decode(reply.payload)
        return this.#answer(() => this.#stream?.finish(value))
      }
      case 'thrown': {
        const error = codec.decode(reply.payload)
        return this.#answer(() => this.#giveError(error))
      }
      case 'failed': {
        const error = problemError(
          { ...this.#facts(), outcome: 'executed' },
          reply.problem,
          reply.direction,
        )
        return this.#answer(() => this.#giveError(error))
      }
    }
  }

  #openStream(): RemoteStream {
    const { slots } = this.#call
    return new RemoteStream({
      pull: (count) => this.#child?.channel.pull(this.#callId, count),
      stop: () => {
        this.#child?.hold(true)
        this.#child?.channel.stop(this.#callId)
        this.#endChild()
      },
      onWaiting: (isWaiting) => {
        // A stream that nobody reads any more must not keep the program alive, as a local generator does not.
        this.#child?.hold(isWaiting)
        if (this.#isLineLost) return
        if (isWaiting) this.#limitRun()
        else this.#unlimit()
      },
      // A stream whose reader is busy holds no place: the reader may itself be waiting for one.
      onPaused: (isPaused) => {
        if (this.#isOver || isPaused !== this.#holdsSlot) return
        this.#holdsSlot = !isPaused
        if (isPaused) slots.release()
        else slots.force()
      },
    })
  }

  #onNotice(notice: Notice): void {
    const { codec } = this.#call
    switch (notice.type) {
      case 'uncaught':
        this.#words.uncaught = codec.decode(notice.payload)
        return
      case 'load-failed': {
        const error = loadError(this.#facts(), codec.decode(notice.payload))
        return this.#answer(() => this.#giveError(error))
      }
      case 'refused': {
        const error = refusalError(this.#facts(), notice.refusal, notice.detail)
        return this.#answer(() => this.#giveError(error))
      }
    }
  }

  #onLineEnd(isCut: boolean): void {
    if (this.#isOver) return
    this.#isLineLost = true
    const where = isCut ? ' in the middle of a message' : ''
    const detail = `it closed its line${where} and lives on`
    this.#limit(LOST_LINE_MS, () =>
      problemError(this.#facts(), { type: 'malformed', detail }, 'result', this.#child?.stderr),
    )
  }

  #onDeath(death: Death): void {
    const { slots, bundle, options } = this.#call
    if (this.#holdsSlot) slots.release()
    this.#holdsSlot = false
    // It was told to stop and had to be made to: what the reader asked for.
    if (this.#stream?.isStopped === true) return this.#over(() => this.#stream?.finish(undefined))
    this.#over(() =>
      this.#giveError(
        this.#phase === 'running'
          ? crashError(this.#facts(), death, this.#words)
          : startError(this.#facts(), death, { bundlePath: bundle.path, cwd: options.cwd }),
      ),
    )
  }

  readonly #onAbort = (): void => {
    this.#kill(() => this.#call.options.signal?.reason)
  }

  /** The child has answered: it ends by itself, or is made to. */
  #answer(give: () => void): void {
    this.#over(give)
    this.#endChild()
  }

  #kill(makeError: () => unknown): void {
    this.#over(() => this.#giveError(makeError()))
    this.#child?.kill()
  }

  #over(give: () => void): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#unlimit()
    this.#leaveQueue()
    this.#forgetSignal()
    give()
  }

  #giveError(error: unknown): void {
    if (this.#stream === undefined) this.#reject(error)
    else this.#stream.fail(error)
  }

  #endChild(): void {
    this.#child?.endWithin(this.#call.options.shutdownTimeoutMs)
  }

  #limitRun(): void {
    const { timeoutMs } = this.#call.options
    if (timeoutMs === undefined) return this.#unlimit()
    this.#limit(timeoutMs, () => {
      const stderr = this.#child?.stderr ?? ''
      return new TimeoutError({ ...this.#facts(), timeoutMs, stderr })
    })
  }

  #limit(ms: number, makeError: () => unknown): void {
    this.#unlimit()
    this.#timer = setTimeout(() => {
      // If the program itself was busy, the answer may be in the pipe: it is read before the second of these.
      this.#lastLook = setImmediate(() => {
        this.#lastLook = setImmediate(() => this.#kill(makeError))
      })
    }, ms)
  }

  #unlimit(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#lastLook)
  }

  #startTimeoutError(): StartError {
    return new StartError(
      { ...this.#facts(), stderr: this.#child?.stderr ?? '' },
      `its closure had not begun after ${this.#call.options.startTimeoutMs} ms`,
      'Loading its worker module hangs or takes long; raise `startTimeout` if it may.',
    )
  }

  #facts(): CallFacts {
    const { label, callSite, attempt } = this.#call
    const outcome = this.#phase === 'running' ? 'unknown' : 'not-executed'
    const { pid } = this.#child ?? {}
    return { label, callSite, phase: this.#phase, outcome, pid, attempts: attempt }
  }
}
