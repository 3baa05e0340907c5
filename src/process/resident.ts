// A process that stays, from its start to its end:
//
//   starting -> ready -> closing -> gone
//
// It may be lost in each of them: it has died, or was killed because of one of its calls. From then on it takes
// no calls; what became of those that it had is known when it is gone.
import { type CallFacts, ClosedError, type Exit, type ExitReason, StartError } from '../errors.ts'
import type { ResolvedProcessOptions } from '../options.ts'
import type { Notice } from '../wire/channel.ts'
import type { Codec } from '../wire/codec.ts'
import { ANY_LABEL } from '../wire/environment.ts'
import { NOTHING, type Payload } from '../wire/frame.ts'
import { onAbort } from './abort.ts'
import type { WorkerBundle } from './bundle.ts'
import { crashError, type LastWords, problemError, refusalError, startError } from './failures.ts'
import { Limit, LOST_LINE_MS } from './limit.ts'
import { type CallHost, type CallRequest, RemoteCall } from './remote-call.ts'
import type { Shelf, SpareOptions } from './spare.ts'
import { Child, type ChildEvents, type Death } from './spawn.ts'
import { TakeWatch } from './take-watch.ts'
import { Watches } from './watches.ts'
import type { Problem } from '../wire/problem.ts'
import { TELLS_UNREAD } from '../wire/transport.ts'

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
  /** Where processes wait that have loaded the module. */
  spares: Shelf
}

/** A call that waits for a process, or is in one. */
export interface ResidentCall extends CallRequest {
  /** Method, or label of a task. */
  readonly target: string
  readonly payload: Payload
  readonly signal: AbortSignal | undefined
  /** It begins in the process. */
  onStarted: () => void
  /** It has answered, or it never will; unless it `hasBegun`, it goes to another process. */
  onOver: (hasBegun: boolean) => void
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

type SentCall = RemoteCall<ResidentCall>

export class Resident implements CallHost<ResidentCall> {
  readonly #options: ResidentOptions
  readonly #events: ResidentEvents
  readonly #child: Child
  readonly #words: LastWords = {}
  readonly #calls = new Set<SentCall>()
  /** Of those, the ones that somebody waits for. */
  #awaitedCalls = 0
  readonly #watches = new Watches<SentCall>()
  #unreadMs: number | undefined
  /** For the start, then for a line that is lost. */
  readonly #limit = new Limit()
  readonly #takes: TakeWatch
  readonly #startedAt = performance.now()
  readonly #setup: RemoteCall
  readonly #announces: boolean
  #state: State = 'starting'
  #wasReady = false
  /** It is told to end, and whatever it does now is no crash. */
  #isExpected = false
  /** It was lost although nobody had told it to end. */
  #isCrash = false
  #wasSacrificed = false
  readonly #wasSpare: boolean
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
    const { facts, codec, captured, concurrency } = options
    const childEvents: ChildEvents = {
      onNotice: (notice) => this.#onNotice(notice),
      onProblem: ({ problem }) => this.#breach(problem),
      onEnd: (isCut) => this.#onLineEnd(isCut),
      onExit: () => this.#onExit(),
      onDeath: (death) => this.#onDeath(death),
    }
    const spawnOptions = spareOptions(options)
    const spare = options.spares.take(spawnOptions, childEvents)
    this.#wasSpare = spare !== undefined
    this.#child = spare ?? new Child(spawnOptions, childEvents)
    if (spare === undefined) this.#child.readOutput(spawnOptions)
    this.#takes = new TakeWatch(this.#calls, options.process.startTimeoutMs, () =>
      this.#crash((facts_) => this.#notTakenError(facts_)),
    )
    this.#setup = new RemoteCall(
      {
        facts,
        codec,
        timeoutMs: undefined,
        resolve: (methods) => this.#onReady(methods as readonly string[] | null),
        reject: (error) => this.#crash(() => error),
      },
      this.#quietHost(),
    )
    this.#limit.start(options.process.startTimeoutMs, () =>
      this.#crash((facts_) => this.#startTimeoutError(facts_)),
    )
    this.#announces = concurrency > 1 || captured === undefined || !TELLS_UNREAD
    this.#child.channel.setup(captured ?? NOTHING, concurrency, this.#announces, this.#setup)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get stderr(): string {
    return this.#child.stderr
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

  /** It was told to end. */
  get isClosing(): boolean {
    return this.#isExpected
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

  /** It may be sent the first call before it is ready, as there is nobody else who could take it. */
  get canTakeEarly(): boolean {
    return this.isStarting && this.#calls.size === 0
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

  /** It was a spare that died before it was told what to do: as good as never started. */
  get wasLostSpare(): boolean {
    return this.#wasSpare && !this.#isExpected && !this.#setup.hasStarted && !this.#wasReady
  }

  /** Sends a call; there must be room for it, or it can be taken early. */
  take(request: ResidentCall): void {
    const call: SentCall = new RemoteCall(request, this)
    this.#calls.add(call)
    this.#awaitedCalls++
    const { signal } = request
    if (signal !== undefined) {
      const forget = onAbort(signal, () => this.#sacrifice(call, signal.reason))
      this.#watches.set(call, 'signal', forget)
    }
    this.#updateHold()
    call.callId = this.#child.channel.invoke(request.target, request.payload, call)
    if (this.#announces) this.#takes.watch()
    else if (this.#wasReady) call.start()
  }

  // What its calls tell, and ask for.

  onLoading(call: SentCall): void {
    const { startTimeoutMs } = this.#options.process
    this.#limitCall(call, startTimeoutMs, () => {
      const facts = { ...call.facts, stderr: this.stderr }
      return new StartError(
        facts,
        `its worker module had not been loaded after ${startTimeoutMs} ms`,
        'It hangs or takes long; raise `startTimeout` if it may.',
      )
    })
  }

  onStarted(call: SentCall): void {
    this.#words.uncaught = undefined // it has survived that
    this.#watches.end(call, 'limit')
    call.request.onStarted()
  }

  onAnswered(call: SentCall): void {
    this.#answered++
    this.#finish(call)
    if (this.#isExpected) this.#closeWhenIdle()
    else this.#events.onRoom()
  }

  onStalled(): void {
    this.#words.isStalled = true
  }

  onTimeout(call: SentCall, error: unknown): void {
    this.#sacrifice(call, error)
  }

  onAwaited(call: SentCall): void {
    this.#countAwaited()
    this.#updateHold()
    if (this.#unreadMs !== undefined) this.#watchUnread(call, this.#unreadMs)
  }

  pull({ callId }: SentCall, credit: number): void {
    this.#child.channel.pull(callId, credit)
  }

  stop(call: SentCall): void {
    this.#child.channel.stop(call.callId)
    call.isAwaited = true // until its `finally` blocks have run
    this.#countAwaited()
    this.#updateHold()
    // What its `finally` blocks do must not block for ever those that wait behind it.
    this.#limitCall(call, this.#options.process.shutdownTimeoutMs, () => undefined)
  }

  /** Streams that nobody reads for `ms` are ended: they would never be over. */
  expireUnread(ms: number): void {
    this.#unreadMs = ms
    for (const call of this.#calls) this.#watchUnread(call, ms)
  }

  #watchUnread(call: SentCall, ms: number): void {
    if (!call.isStreaming) return
    this.#watches.end(call, 'expiry')
    if (call.isAwaited) return
    const expire = (): void => {
      call.abandon(() => new ClosedError(call.facts, 'closed'))
    }
    // Not a `Limit`: whoever closes the handle waits for it.
    const timer = setTimeout(expire, ms)
    this.#watches.set(call, 'expiry', () => clearTimeout(timer))
  }

  /** It goes on holding the process: its generator is in the middle of something there. */
  onPaused(): void {}

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
    this.retire()
    await this.whenGone()
    if (this.#disposeError !== undefined) throw this.#disposeError.error
  }

  /** As `close`, but nobody waits for it. */
  retire(): void {
    this.#isExpected = true
    // A setup that has not come to its end has made nothing that could be disposed of, unless a call waits for it.
    if (this.#state === 'starting' && this.#calls.size === 0) this.#child.kill()
    else this.#closeWhenIdle()
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
    for (const call of this.#calls) {
      this.#finish(call)
      // It may begin in this moment.
      call.fail(() => makeError({ ...call.facts, outcome: 'unknown' }))
    }
    this.#child.kill()
    this.#lose()
  }

  /** Resolves when its setup has ended well; rejects with what became of it instead. */
  whenReady(): Promise<void> {
    if (this.#wasReady) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#whenReady.push({ resolve, reject })
      this.setAwaited(true)
    })
  }

  whenGone(): Promise<void> {
    if (this.#state === 'gone') return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenGone.push(resolve)
      this.#updateHold()
    })
  }

  #onReady(methods: readonly string[] | null): void {
    // A call that it was sent early may have begun before it was killed.
    this.#wasReady = true
    if (this.#state !== 'starting') return
    this.#limit.stop()
    this.#methods = methods
    this.#state = 'ready'
    this.#isAwaited = false
    for (const { resolve } of this.#whenReady.splice(0)) resolve()
    this.#updateHold()
    if (!this.#announces) for (const call of this.#calls) call.start()
    if (this.#isExpected) this.#closeWhenIdle()
    else this.#events.onReady()
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
      this.#quietHost(),
    )
    this.#updateHold()
    this.#child.channel.close(dispose)
    this.#child.endWithin(this.#options.process.shutdownTimeoutMs)
  }

  /** For a setup and a disposal, which are waited for in other ways. */
  #quietHost(): CallHost {
    const nothing = (): void => {}
    return {
      pid: this.pid,
      stderr: '',
      onLoading: nothing,
      onStarted: nothing,
      onAnswered: nothing,
      onStalled: () => this.onStalled(),
      onTimeout: nothing,
      onAwaited: nothing,
      onPaused: nothing,
      pull: nothing,
      stop: nothing,
    }
  }

  /** Takes a call out of the process's books. */
  #finish(call: SentCall, hasBegun = true): boolean {
    if (!this.#calls.delete(call)) return false
    if (call.isAwaited) this.#awaitedCalls--
    this.#watches.endAll(call)
    this.#updateHold()
    call.request.onOver(hasBegun)
    return true
  }

  #limitCall(call: SentCall, ms: number, makeError: () => unknown): void {
    const limit = new Limit()
    limit.start(ms, () => this.#sacrifice(call, makeError()))
    this.#watches.set(call, 'limit', () => limit.stop())
  }

  #updateHold(): void {
    // Who waits for it to begin or to end is told, whatever the mode is.
    const isWaitedFor = this.#whenGone.length > 0 || this.#whenReady.length > 0
    const isNeeded = this.#holdMode === 'auto' ? this.#isNeeded() : this.#holdMode === 'ref'
    this.#child.hold(isWaitedFor || isNeeded)
  }

  #countAwaited(): void {
    this.#awaitedCalls = 0
    for (const { isAwaited } of this.#calls) if (isAwaited) this.#awaitedCalls++
  }

  #isNeeded(): boolean {
    return this.#isAwaited || this.#awaitedCalls > 0
  }

  #notTakenError(facts: CallFacts): StartError {
    return new StartError(
      { ...facts, stderr: this.stderr },
      `its process had not taken the call after ${this.#options.process.startTimeoutMs} ms`,
      'Something that runs beside the calls keeps it busy, or it was stopped.',
    )
  }

  /** Kills the process because of one of its calls. Those that run beside it are lost with it. */
  #sacrifice(call: SentCall, error: unknown): void {
    if (!this.#finish(call)) return
    this.#isExpected = true
    this.#wasSacrificed = true
    this.#words.killedFor = {
      error,
      what: 'another call that it was running timed out or was cancelled',
    }
    this.#child.kill()
    this.#lose()
    call.die(() => error)
  }

  /** It has done something after which it is of no use. */
  #crash(makeError: (facts: CallFacts) => unknown): void {
    this.#makeError ??= makeError
    this.#child.kill()
    this.#lose()
  }

  #breach(problem: Problem): void {
    this.#crash((facts) => problemError(facts, problem, 'result', this.stderr))
  }

  #lose(): void {
    if (this.#state === 'lost' || this.#state === 'gone') return
    this.#state = 'lost'
    this.#limit.stop()
    this.#takes.stop()
    this.#isCrash = !this.#isExpected && !this.wasLostSpare
    this.#events.onLost(this.#isCrash)
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
    for (const call of this.#calls) call.loseLine()
    // One that dies closes its line a millisecond before its death is told: the next one need not wait for that.
    this.#lose()
    const where = isCut ? ' in the middle of a message' : ''
    const detail = `it closed its line${where} and lives on`
    this.#limit.start(LOST_LINE_MS, () => this.#breach({ type: 'malformed', detail }))
  }

  #onExit(): void {
    this.#limit.stop() // it does not live on without its line
    this.#lose()
  }

  #onDeath(death: Death): void {
    this.#onExit()
    this.#state = 'gone'
    const makeError = (facts: CallFacts): unknown =>
      this.#makeError?.(facts) ?? this.#deathError(facts, death)
    const error = makeError(this.#facts)
    const unstarted: ResidentCall[] = []
    for (const call of this.#calls) {
      const hasBegun = this.#mayHaveBegun(call)
      this.#finish(call, hasBegun)
      if (!hasBegun) {
        call.leave()
        unstarted.push(call.request)
        continue
      }
      const isLoading = call.isTaken && !call.hasStarted && !this.#hasLostReplies
      const facts = isLoading ? call.facts : { ...call.facts, ...RUNNING }
      call.die(() => makeError(facts))
    }
    const { exit = { code: null, signal: null }, reason = 'exit' } = death
    const isClosed = this.#isExpected && !this.#wasReady
    const startFailure = isClosed ? new ClosedError(this.#facts, 'closed') : error
    for (const { reject } of this.#whenReady.splice(0)) reject(startFailure)
    this.#events.onGone({ exit, reason, error, isCrash: this.#isCrash, unstarted })
    for (const resolve of this.#whenGone.splice(0)) resolve()
  }

  /** Whether a call may have done something in the process, which is gone. If in doubt, it has. */
  #mayHaveBegun(call: SentCall): boolean {
    const { ending, isGarbled } = this.#child.channel
    if (!this.#wasReady && !isGarbled) return false
    if (call.isStreaming) return true
    if (this.#announces) return call.isTaken || this.#hasLostReplies
    // The only call, of which nothing was heard. What the process has not read, or could not be sent, is the call:
    // nothing is sent after one before it has answered.
    return ending === 'read' || ending === 'torn'
  }

  /** It may have said more than was heard. */
  get #hasLostReplies(): boolean {
    const { ending, isGarbled } = this.#child.channel
    // While one call runs at a time, what could not be sent is that call.
    return isGarbled || (ending !== 'read' && ending !== 'unread' && this.#options.concurrency > 1)
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
    for (const call of this.#calls) if (call.isTaken) return call.facts
    return { ...facts, pid, phase: 'idle', outcome: 'not-executed' }
  }

  #startTimeoutError(facts: CallFacts): StartError {
    return new StartError(
      { ...facts, stderr: this.stderr },
      `its setup had not ended after ${this.#options.process.startTimeoutMs} ms`,
      'It hangs or takes long; raise `startTimeout` if it may.',
    )
  }
}

/** What a spare must be started with to be of use for a process of these options. */
export function spareOptions(options: Omit<ResidentOptions, 'spares'>): SpareOptions {
  const { facts, bundle, captured, onStderrLine } = options
  const label = captured === undefined ? ANY_LABEL : facts.label
  return { ...options.process, label, facts, bundle, onStderrLine }
}

const RUNNING = { phase: 'running', outcome: 'unknown' } as const
