// A process that stays, from its start to its end:
//
//   starting -> ready -> closing -> gone
//
// It may be lost in each of them: it has died, or was killed because of one of its calls. From then on it takes
// no calls; what became of those that it had is known when it is gone.
import { type CallFacts, type Exit, type ExitReason, StartError } from '../errors.ts'
import type { ResolvedProcessOptions } from '../options.ts'
import type { Notice } from '../wire/channel.ts'
import type { Codec } from '../wire/codec.ts'
import { ANY_LABEL } from '../wire/environment.ts'
import type { Payload } from '../wire/frame.ts'
import { onAbort } from './abort.ts'
import type { WorkerBundle } from './bundle.ts'
import { crashError, type LastWords, problemError, refusalError, startError } from './failures.ts'
import { Limit } from './limit.ts'
import { LOST_LINE_MS } from './one-shot.ts'
import { type CallHost, RemoteCall } from './remote-call.ts'
import { Child, type Death } from './spawn.ts'
import type { Problem } from '../wire/problem.ts'

/** What runs in the process. */
export interface ResidentOptions {
  /** Who has asked for it. */
  facts: Pick<CallFacts, 'kind' | 'label' | 'callSite'>
  bundle: WorkerBundle
  process: ResolvedProcessOptions
  /** Calls that it runs at a time. */
  concurrency: number
  codec: Codec
  /** The variables that its setup captures; missing for a process that runs the tasks of its bundle. */
  captured: Payload | undefined
  onStderrLine: (line: string) => void
}

/** A call that waits for a process, or is in one. */
export interface ResidentCall {
  facts: Omit<CallFacts, 'phase' | 'outcome' | 'pid'>
  /** Method, or label of a task. */
  target: string
  payload: Payload
  codec: Codec
  timeoutMs: number | undefined
  signal: AbortSignal | undefined
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
  /** It begins in the process. */
  onStarted: () => void
  /** It has answered, or it never will. */
  onOver: () => void
}

export interface ResidentEvents {
  onReady: () => void
  /** A call is over, there is room for another. */
  onRoom: () => void
  /** It takes no more calls. `isCrash` unless it was told to end. Comes before `onGone`, once. */
  onLost: (isCrash: boolean) => void
  /** Comes once, last. */
  onGone: (end: ResidentEnd) => void
}

/** What keeps the program alive: calls that run, the process itself, or nothing. */
export type HoldMode = 'auto' | 'ref' | 'unref'

/** How a process ended. */
export interface ResidentEnd {
  exit: Exit
  reason: ExitReason
  /** Why it was lost: a `CrashError`, or what its start or its last words failed with. */
  error: unknown
  /** False if it was told to end. */
  isCrash: boolean
  /** Calls that provably never began. */
  unstarted: ResidentCall[]
}

type State = 'starting' | 'ready' | 'closing' | 'lost' | 'gone'

/** A call in the process. */
interface OpenCall {
  remote: RemoteCall
  /** Somebody waits for it: a stream that nobody reads is no reason to keep the program alive. */
  isAwaited: boolean
  forgetSignal: () => void
  /** For the end of a stream that nobody wants to read on. */
  stopLimit: Limit
}

export class Resident {
  readonly #options: ResidentOptions
  readonly #events: ResidentEvents
  readonly #child: Child
  readonly #words: LastWords = {}
  readonly #calls = new Map<ResidentCall, OpenCall>()
  /** For the start, then for calls that it does not take, then for a line that is lost. */
  readonly #limit = new Limit()
  readonly #startedAt = performance.now()
  readonly #setup: RemoteCall
  #state: State = 'starting'
  #wasReady = false
  /** It is told to end, and whatever it does now is no crash. */
  #isExpected = false
  #wasSacrificed = false
  #isAwaited = true
  #holdMode: HoldMode = 'auto'
  #methods: readonly string[] | null = null
  /** Why it is killed, if it is for something that it has done. */
  #makeError: ((facts: CallFacts) => unknown) | undefined
  #disposeError: { error: unknown } | undefined
  #answered = 0
  readonly #whenReady: { resolve: () => void; reject: (error: unknown) => void }[] = []
  readonly #whenGone: (() => void)[] = []

  constructor(options: ResidentOptions, events: ResidentEvents) {
    this.#options = options
    this.#events = events
    const { facts, bundle, codec, captured, concurrency } = options
    const label = captured === undefined ? ANY_LABEL : facts.label
    this.#child = new Child(
      { ...options.process, label, bundle, onStderrLine: options.onStderrLine },
      {
        onNotice: (notice) => this.#onNotice(notice),
        onProblem: ({ problem }) => this.#breach(problem),
        onEnd: (isCut) => this.#onLineEnd(isCut),
        onExit: () => this.#lose(),
        onDeath: (death) => this.#onDeath(death),
      },
    )
    this.#setup = new RemoteCall(
      {
        facts,
        codec,
        timeoutMs: undefined,
        resolve: (methods) => this.#onReady(methods as readonly string[] | null),
        reject: (error) => this.#crash(() => error),
      },
      this.#hostOf({}),
    )
    this.#limit.start(options.process.startTimeoutMs, () =>
      this.#crash((facts_) => this.#startTimeoutError(facts_)),
    )
    this.#child.channel.setup(captured ?? NOTHING, concurrency, (reply) =>
      this.#setup.receive(reply),
    )
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get bundle(): WorkerBundle {
    return this.#options.bundle
  }

  /** Names of what can be called, when it is ready; `null` if that is one function. */
  get methods(): readonly string[] | null {
    return this.#methods
  }

  /** It takes calls, or will when its setup is over. */
  get isOpen(): boolean {
    return !this.#isExpected && (this.#state === 'starting' || this.#state === 'ready')
  }

  get isStarting(): boolean {
    return this.isOpen && this.#state === 'starting'
  }

  get isReady(): boolean {
    return this.isOpen && this.#state === 'ready'
  }

  /** Calls that it can take now. */
  get room(): number {
    return this.isReady ? this.#options.concurrency - this.#calls.size : 0
  }

  get running(): number {
    return this.#calls.size
  }

  /** Calls that it has answered. */
  get answered(): number {
    return this.#answered
  }

  get uptimeMs(): number {
    return performance.now() - this.#startedAt
  }

  /** It was killed because of one of its calls. */
  get wasSacrificed(): boolean {
    return this.#wasSacrificed
  }

  /** Sends a call; there must be room for it. */
  take(call: ResidentCall): void {
    const { channel } = this.#child
    const { startTimeoutMs, shutdownTimeoutMs } = this.#options.process
    let callId = 0
    const stopLimit = new Limit()
    const remote = new RemoteCall(
      call,
      this.#hostOf({
        onStarted: call.onStarted,
        onAnswered: () => {
          this.#answered++
          this.#finish(call)
          if (this.#calls.size === 0) this.#limit.stop()
          if (this.#isExpected) this.#closeWhenIdle()
          else this.#events.onRoom()
        },
        onTimeout: (error) => this.#sacrifice(call, error),
        onWaiting: (isAwaited) => {
          open.isAwaited = isAwaited
          this.#updateHold()
        },
        pull: (count) => channel.pull(callId, count),
        stop: () => {
          channel.stop(callId)
          // What its `finally` blocks do must not block those that wait behind it for ever.
          stopLimit.start(shutdownTimeoutMs, () => this.#sacrifice(call, undefined))
        },
      }),
    )
    const open: OpenCall = { remote, isAwaited: true, forgetSignal: () => {}, stopLimit }
    this.#calls.set(call, open)
    const { signal } = call
    if (signal !== undefined) {
      open.forgetSignal = onAbort(signal, () => this.#sacrifice(call, signal.reason))
    }
    this.#updateHold()
    callId = channel.invoke(call.target, call.payload, (reply) => remote.receive(reply))
    // A process that is ready takes a call at once, unless something else keeps it.
    this.#limit.start(startTimeoutMs, () => this.#checkStarted())
  }

  /** Says what keeps the program alive: calls that somebody waits for, the process itself, or nothing. */
  setHoldMode(mode: HoldMode): void {
    this.#holdMode = mode
    this.#updateHold()
  }

  /** Says whether somebody waits for it while it starts. */
  setAwaited(isAwaited: boolean): void {
    this.#isAwaited = isAwaited
    this.#updateHold()
  }

  /**
   * Takes no more calls, finishes those that it has, disposes of what its setup made, and ends: asked, then by
   * force. Resolves when it is gone; rejects with what the disposal threw.
   */
  async close(): Promise<void> {
    this.#isExpected = true
    // A setup that has not come to its end has made nothing that could be disposed of.
    if (this.#state === 'starting') this.#child.kill()
    else this.#closeWhenIdle()
    await this.whenGone()
    if (this.#disposeError !== undefined) throw this.#disposeError.error
  }

  /** As `close`, but calls that are not over after the grace period are lost with the process. */
  async endFor(error: unknown, what: string): Promise<void> {
    const timer = setTimeout(() => {
      this.#words.killedFor = { error, what }
      this.#child.kill()
    }, this.#options.process.shutdownTimeoutMs)
    try {
      await this.close()
    } finally {
      clearTimeout(timer)
    }
  }

  /** Ends it now. Its calls reject with what `makeError` gives. */
  kill(makeError: (facts: CallFacts) => unknown): void {
    this.#isExpected = true
    for (const [call, { remote }] of this.#calls) {
      this.#finish(call)
      remote.fail(() => makeError(remote.facts))
    }
    this.#child.kill()
    this.#lose()
  }

  /** Resolves when its setup has ended well; rejects with what became of it instead. */
  whenReady(): Promise<void> {
    if (this.#wasReady) return Promise.resolve()
    return new Promise((resolve, reject) => this.#whenReady.push({ resolve, reject }))
  }

  whenGone(): Promise<void> {
    if (this.#state === 'gone') return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenGone.push(resolve)
      this.#updateHold()
    })
  }

  #onReady(methods: readonly string[] | null): void {
    if (this.#state !== 'starting') return
    this.#limit.stop()
    this.#methods = methods
    this.#wasReady = true
    this.#state = 'ready'
    this.#isAwaited = false
    this.#updateHold()
    for (const { resolve } of this.#whenReady.splice(0)) resolve()
    this.#events.onReady()
  }

  #closeWhenIdle(): void {
    if (this.#calls.size > 0 || this.#state !== 'ready') return
    this.#state = 'closing'
    const dispose = new RemoteCall(
      {
        facts: this.#options.facts,
        codec: this.#options.codec,
        timeoutMs: undefined,
        resolve: () => {},
        reject: (error) => (this.#disposeError = { error }),
      },
      this.#hostOf({}),
    )
    this.#updateHold()
    this.#child.channel.close((reply) => dispose.receive(reply))
    this.#child.endWithin(this.#options.process.shutdownTimeoutMs)
  }

  #hostOf(host: Partial<CallHost>): CallHost {
    const child = this.#child
    return {
      get pid() {
        return child.pid
      },
      get stderr() {
        return child.stderr
      },
      onStarted: () => {},
      onAnswered: () => {},
      onStalled: () => (this.#words.isStalled = true),
      onTimeout: () => {},
      onWaiting: () => {},
      pull: () => {},
      stop: () => {},
      ...host,
    }
  }

  /** Takes a call out of the process's books. */
  #finish(call: ResidentCall): OpenCall | undefined {
    const open = this.#calls.get(call)
    this.#calls.delete(call)
    open?.forgetSignal()
    open?.stopLimit.stop()
    this.#updateHold()
    call.onOver()
    return open
  }

  #updateHold(): void {
    const isHeld = this.#holdMode === 'auto' ? this.#isNeeded() : this.#holdMode === 'ref'
    this.#child.hold(isHeld)
    this.#limit.hold(isHeld)
    for (const { remote } of this.#calls.values()) remote.hold(isHeld)
  }

  #isNeeded(): boolean {
    if (this.#isAwaited || this.#whenGone.length > 0) return true
    for (const { isAwaited } of this.#calls.values()) if (isAwaited) return true
    return false
  }

  #checkStarted(): void {
    if ([...this.#calls.values()].every(({ remote }) => remote.hasStarted)) return
    this.#crash(
      (facts) =>
        new StartError(
          { ...facts, stderr: this.#child.stderr },
          `its process had not taken the call after ${this.#options.process.startTimeoutMs} ms`,
          'Something that runs beside the calls keeps it busy, or it was stopped.',
        ),
    )
  }

  /** Kills the process because of one of its calls. Those that run beside it are lost with it. */
  #sacrifice(call: ResidentCall, error: unknown): void {
    const open = this.#finish(call)
    if (open === undefined) return
    this.#isExpected = true
    this.#wasSacrificed = true
    this.#words.killedFor = {
      error,
      what: 'another call that it was running timed out or was cancelled',
    }
    this.#child.kill()
    this.#lose()
    open.remote.die(() => error)
  }

  /** It has done something after which it is of no use. */
  #crash(makeError: (facts: CallFacts) => unknown): void {
    this.#makeError ??= makeError
    this.#child.kill()
    this.#lose()
  }

  #breach(problem: Problem): void {
    this.#crash((facts) => problemError(facts, problem, 'result', this.#child.stderr))
  }

  #lose(): void {
    if (this.#state === 'lost' || this.#state === 'gone') return
    this.#state = 'lost'
    this.#limit.stop()
    this.#events.onLost(!this.#isExpected)
  }

  #onNotice(notice: Notice): void {
    if (notice.type === 'uncaught') {
      this.#words.uncaught = this.#options.codec.decode(notice.payload)
    } else {
      this.#crash((facts) => refusalError(facts, notice.refusal, notice.detail))
    }
  }

  #onLineEnd(isCut: boolean): void {
    if (this.#state !== 'starting' && this.#state !== 'ready') return
    for (const { remote } of this.#calls.values()) remote.loseLine()
    const where = isCut ? ' in the middle of a message' : ''
    const detail = `it closed its line${where} and lives on`
    this.#limit.start(LOST_LINE_MS, () => this.#breach({ type: 'malformed', detail }))
  }

  #onDeath(death: Death): void {
    this.#lose()
    this.#state = 'gone'
    const makeError = (facts: CallFacts): unknown =>
      this.#makeError?.(facts) ?? this.#deathError(facts, death)
    const { channel } = this.#child
    // While one call runs at a time, nothing is written after a call before it has begun: a write that fails is
    // that of the call itself.
    const mayHaveBegun = channel.mayHaveLostReplies && this.#options.concurrency > 1
    const error = makeError(this.#facts)
    const unstarted: ResidentCall[] = []
    for (const [call, { remote }] of this.#calls) {
      this.#finish(call)
      if (remote.isTaken || mayHaveBegun) {
        const isLoading = remote.isTaken && !remote.hasStarted
        const facts = isLoading ? remote.facts : { ...remote.facts, ...RUNNING }
        remote.die(() => makeError(facts))
      } else {
        unstarted.push(call)
      }
    }
    const { exit = { code: null, signal: null }, reason = 'exit' } = death
    for (const { reject } of this.#whenReady.splice(0)) reject(error)
    this.#events.onGone({ exit, reason, error, isCrash: !this.#isExpected, unstarted })
    for (const resolve of this.#whenGone.splice(0)) resolve()
  }

  #deathError(facts: CallFacts, death: Death): unknown {
    if (facts.phase !== 'starting') return crashError(facts, death, this.#words)
    const { bundle, process, captured } = this.#options
    const isSetup = captured !== undefined && !this.#wasReady && this.#setup.hasStarted
    return startError(facts, death, { bundlePath: bundle.path, cwd: process.cwd, isSetup })
  }

  /** Of the process: of the call that it runs, if there is one. */
  get #facts(): CallFacts {
    const { facts } = this.#options
    const { pid } = this.#child
    if (!this.#wasReady) return { ...facts, pid, phase: 'starting', outcome: 'not-executed' }
    for (const { remote } of this.#calls.values()) if (remote.isTaken) return remote.facts
    return { ...facts, pid, phase: 'idle', outcome: 'not-executed' }
  }

  #startTimeoutError(facts: CallFacts): StartError {
    return new StartError(
      { ...facts, stderr: this.#child.stderr },
      `its setup had not ended after ${this.#options.process.startTimeoutMs} ms`,
      'It hangs or takes long; raise `startTimeout` if it may.',
    )
  }
}

const RUNNING = { phase: 'running', outcome: 'unknown' } as const
const NOTHING: Payload = { text: '', attachments: [] }
