// A call from the moment that it is sent to a process: what the process answers, and how long it may take.
//
//   sent -> running -> over        (with a stream: running -> streaming -> over)
import { type CallFacts, type Phase, TimeoutError } from '../errors.ts'
import type { Reply, ReplyReceiver } from '../wire/channel.ts'
import type { Codec } from '../wire/codec.ts'
import { costOf } from '../wire/flow.ts'
import { loadError, problemError } from './failures.ts'
import { Limit } from './limit.ts'
import { RemoteStream } from './remote-stream.ts'

export interface CallRequest {
  /** Who calls what. */
  readonly facts: Omit<CallFacts, 'phase' | 'outcome' | 'pid'>
  readonly codec: Codec
  /** From its start, and for each item of a stream. */
  readonly timeoutMs: number | undefined
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** What calls need of the process that runs them. */
export interface CallHost<Request extends CallRequest = CallRequest> {
  readonly pid: number | undefined
  readonly stderr: string
  /** Code of the project runs for it before it starts. */
  onLoading: (call: RemoteCall<Request>) => void
  onStarted: (call: RemoteCall<Request>) => void
  /** It has answered, with a value or an error of its own; for a stream, with the last one. */
  onAnswered: (call: RemoteCall<Request>) => void
  /** It never will: nothing is left in the process that could settle it. */
  onStalled: () => void
  onTimeout: (call: RemoteCall<Request>, error: TimeoutError) => void
  /** Its stream may go on for so much more credit. */
  pull: (call: RemoteCall<Request>, credit: number) => void
  /** Nobody wants the rest of its stream. */
  stop: (call: RemoteCall<Request>) => void
  /** Whether somebody waits for it has changed. */
  onAwaited: (call: RemoteCall<Request>) => void
  /** Its stream may not go on until its reader comes back, or may again. */
  onPaused: (call: RemoteCall<Request>, isPaused: boolean) => void
}

export class RemoteCall<Request extends CallRequest = CallRequest> implements ReplyReceiver {
  readonly request: Request
  readonly #host: CallHost<Request>
  /** On the line of its process. */
  callId = 0
  /** A stream that nobody reads is no reason to keep the program alive. */
  isAwaited = true
  #phase: Phase = 'starting'
  #isTaken = false
  #isOver = false
  #isLineLost = false
  #stream: RemoteStream | undefined
  #limit: Limit | undefined

  constructor(request: Request, host: CallHost<Request>) {
    this.request = request
    this.#host = host
  }

  get hasStarted(): boolean {
    return this.#phase === 'running'
  }

  /** The process has run code for its sake: that of its module, of a custom type, or its own. */
  get isTaken(): boolean {
    return this.#isTaken
  }

  get isStreaming(): boolean {
    return this.#stream !== undefined
  }

  /** The facts as they are now. */
  get facts(): CallFacts {
    const { pid } = this.#host
    const outcome = this.hasStarted ? 'unknown' : 'not-executed'
    return { ...this.request.facts, phase: this.#phase, outcome, pid }
  }

  /** It begins, or will as soon as the process reads of it. */
  start(): void {
    this.#isTaken = true
    this.#phase = 'running'
    this.#host.onStarted(this)
    this.#limitRun()
  }

  receive(reply: Reply): void {
    if (this.#isOver) return // it was given up, this was already on the way
    const { request } = this
    const { codec } = request
    switch (reply.type) {
      case 'result': {
        const value = codec.decode(reply.payload)
        this.#over()
        request.resolve(value)
        return this.#host.onAnswered(this)
      }
      case 'loading':
        this.#isTaken = true
        return this.#host.onLoading(this)
      case 'started':
        return this.start()
      case 'stream':
        this.#limit?.stop()
        this.#await(false)
        this.#stream = this.#openStream()
        return request.resolve(this.#stream)
      case 'item':
        return this.#stream?.push(codec.decode(reply.payload), costOf(reply.payload))
      case 'stalled':
        return this.#host.onStalled()
      case 'ready':
        return this.#answer(() => request.resolve(reply.methods))
      case 'end': {
        const value = codec.decode(reply.payload)
        return this.#answer(() => this.#stream?.finish(value))
      }
      case 'thrown': {
        const error = codec.decode(reply.payload)
        return this.#answer(() => this.#giveError(error))
      }
      case 'load-failed': {
        const error = loadError(this.facts, codec.decode(reply.payload))
        return this.#answer(() => this.#giveError(error))
      }
      case 'failed': {
        const { problem, direction } = reply
        const isGiven = direction === 'captured' || direction === 'argument'
        const outcome = isGiven ? 'not-executed' : 'executed'
        const error = problemError({ ...this.facts, outcome }, problem, direction)
        return this.#answer(() => this.#giveError(error))
      }
    }
  }

  /** Ends the call with an error, unless it is over. */
  fail(makeError: () => unknown): void {
    if (this.#isOver) return
    this.#over()
    this.#giveError(makeError())
  }

  /** Ends a stream that nobody reads. */
  abandon(makeError: () => unknown): void {
    this.#stream?.abandon(makeError())
  }

  /** The process is gone. A reader that wanted no more of a stream has what it asked for. */
  die(makeError: () => unknown): void {
    if (this.#stream?.isStopped !== true) return this.fail(makeError)
    this.#over()
    this.#stream.finish(undefined)
  }

  /** It has not begun, and goes to another process. */
  leave(): void {
    this.#over()
  }

  /** The line is gone, but the process is not yet: what it died of will be known in a moment. */
  loseLine(): void {
    this.#isLineLost = true
    this.#limit?.stop()
  }

  #openStream(): RemoteStream {
    const host = this.#host
    return new RemoteStream({
      pull: (credit) => host.pull(this, credit),
      stop: () => host.stop(this),
      onWaiting: (isWaiting) => {
        this.#await(isWaiting)
        if (this.#isLineLost) return
        if (isWaiting) this.#limitRun()
        else this.#limit?.stop()
      },
      onPaused: (isPaused) => {
        if (!this.#isOver) host.onPaused(this, isPaused)
      },
    })
  }

  #await(isAwaited: boolean): void {
    this.isAwaited = isAwaited
    this.#host.onAwaited(this)
  }

  #limitRun(): void {
    const { timeoutMs } = this.request
    if (timeoutMs === undefined) return
    this.#limit ??= new Limit()
    this.#limit.start(timeoutMs, () => {
      const { stderr } = this.#host
      this.#host.onTimeout(this, new TimeoutError({ ...this.facts, timeoutMs, stderr }))
    })
  }

  #answer(give: () => void): void {
    this.#over()
    give()
    this.#host.onAnswered(this)
  }

  #over(): void {
    this.#isOver = true
    this.#limit?.stop()
  }

  #giveError(error: unknown): void {
    if (this.#stream === undefined) this.request.reject(error)
    else this.#stream.fail(error)
  }
}
