// A call from the moment that it is sent to a process: what the process answers, and how long it may take.
//
//   starting -> running -> over        (with a stream: running -> streaming -> over)
import { type CallFacts, type Phase, TimeoutError } from '../errors.ts'
import type { Reply } from '../wire/channel.ts'
import type { Codec } from '../wire/codec.ts'
import { loadError, problemError } from './failures.ts'
import { Limit } from './limit.ts'
import { RemoteStream, type StreamSource } from './remote-stream.ts'

export interface RemoteCallOptions {
  /** Who calls what. */
  facts: Omit<CallFacts, 'phase' | 'outcome' | 'pid'>
  codec: Codec
  /** From its start, and for each item of a stream. */
  timeoutMs: number | undefined
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** What a call needs of the process that runs it. */
export interface CallHost extends Omit<StreamSource, 'onPaused'> {
  readonly pid: number | undefined
  readonly stderr: string
  onStarted: () => void
  /** It has answered, with a value or an error of its own; for a stream, with the last one. */
  onAnswered: () => void
  /** It never will: nothing is left in the process that could settle it. */
  onStalled: () => void
  onTimeout: (error: TimeoutError) => void
  onPaused?: StreamSource['onPaused']
}

export class RemoteCall {
  readonly #options: RemoteCallOptions
  readonly #host: CallHost
  readonly #limit = new Limit()
  #phase: Phase = 'starting'
  #isTaken = false
  #stream: RemoteStream | undefined
  #isOver = false
  #isLineLost = false

  constructor(options: RemoteCallOptions, host: CallHost) {
    this.#options = options
    this.#host = host
  }

  get hasStarted(): boolean {
    return this.#phase === 'running'
  }

  /** The process has run code for its sake: that of its module, of a custom type, or its own. */
  get isTaken(): boolean {
    return this.#isTaken
  }

  /** The facts as they are now. */
  get facts(): CallFacts {
    const { pid } = this.#host
    const outcome = this.hasStarted ? 'unknown' : 'not-executed'
    return { ...this.#options.facts, phase: this.#phase, outcome, pid }
  }

  receive(reply: Reply): void {
    if (this.#isOver) return // it was given up, this was already on the way
    const { codec, resolve } = this.#options
    switch (reply.type) {
      case 'loading':
        this.#isTaken = true
        return
      case 'started':
        this.#isTaken = true
        this.#phase = 'running'
        this.#host.onStarted()
        return this.#limitRun()
      case 'stream':
        this.#limit.stop()
        this.#host.onWaiting(false)
        this.#stream = this.#openStream()
        return resolve(this.#stream)
      case 'item':
        return this.#stream?.push(codec.decode(reply.payload))
      case 'stalled':
        return this.#host.onStalled()
      case 'ready':
        return this.#answer(() => resolve(reply.methods))
      case 'result': {
        const value = codec.decode(reply.payload)
        return this.#answer(() => resolve(value))
      }
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

  /** The process is gone. A reader that wanted no more of a stream has what it asked for. */
  die(makeError: () => unknown): void {
    if (this.#stream?.isStopped !== true) return this.fail(makeError)
    this.#over()
    this.#stream.finish(undefined)
  }

  /** Says whether its time limit keeps the program alive. */
  hold(isHeld: boolean): void {
    this.#limit.hold(isHeld)
  }

  /** The line is gone, but the process is not yet: what it died of will be known in a moment. */
  loseLine(): void {
    this.#isLineLost = true
    this.#limit.stop()
  }

  #openStream(): RemoteStream {
    const host = this.#host
    return new RemoteStream({
      pull: host.pull,
      stop: host.stop,
      onWaiting: (isWaiting) => {
        // A stream that nobody reads any more must not keep the program alive, as a local generator does not.
        host.onWaiting(isWaiting)
        if (this.#isLineLost) return
        if (isWaiting) this.#limitRun()
        else this.#limit.stop()
      },
      onPaused: (isPaused) => {
        if (!this.#isOver) host.onPaused?.(isPaused)
      },
    })
  }

  #limitRun(): void {
    const { timeoutMs } = this.#options
    if (timeoutMs === undefined) return
    this.#limit.start(timeoutMs, () => {
      const { stderr } = this.#host
      this.#host.onTimeout(new TimeoutError({ ...this.facts, timeoutMs, stderr }))
    })
  }

  #answer(give: () => void): void {
    this.#over()
    give()
    this.#host.onAnswered()
  }

  #over(): void {
    this.#isOver = true
    this.#limit.stop()
  }

  #giveError(error: unknown): void {
    if (this.#stream === undefined) this.#options.reject(error)
    else this.#stream.fail(error)
  }
}
