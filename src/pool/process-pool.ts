// One queue before the processes of a set: takes calls, gives each to a process, and settles every one of them.
// A worker is a pool of one.
import type { EventEmitter } from 'node:events'
import { type CallFacts, ClosedError, QueueFullError, RestartLimitError } from '../errors.ts'
import type { HandleEvents, HandleState, HandleStats, ProcessState } from '../handles.ts'
import type { ResolvedPoolOptions } from '../options.ts'
import { onAbort } from '../process/abort.ts'
import type { WorkerBundle } from '../process/bundle.ts'
import { residentBytes } from '../process/memory.ts'
import { Queue } from '../process/queue.ts'
import { rethrowLater } from '../process/rethrow.ts'
import type { HoldMode, Resident, ResidentCall } from '../process/resident.ts'
import type { RestartLimitOptions } from '../supervisor/restart-limit.ts'
import type { Codec } from '../wire/codec.ts'
import { NOTHING, type Payload } from '../wire/frame.ts'
import { node } from '../wire/node.ts'
import { Durations } from './durations.ts'
import { forgetOpen, noteOpen } from './open-pools.ts'
import { type PoolSetup, ProcessSet, type Supervision } from './process-set.ts'

/** Who has made the pool. */
export type PoolFacts = Pick<CallFacts, 'kind' | 'label' | 'callSite'>

/** What all calls of one function with the same options have in common. */
export interface CallTerms extends Pick<
  ResidentCall,
  'facts' | 'target' | 'codec' | 'timeoutMs' | 'signal'
> {
  /** What must run it, if not all processes run the same. */
  readonly bundle: WorkerBundle | undefined
}

export class ProcessPool {
  readonly facts: PoolFacts
  readonly options: ResolvedPoolOptions
  readonly processes: ProcessSet
  /** Its processes have no setup, but run what they are told. */
  readonly takesTasks: boolean
  readonly events: EventEmitter<HandleEvents> = new node.events.EventEmitter()
  readonly #queue = new Queue<QueuedCall>()
  readonly #books: CallBooks = {
    failed: 0,
    waitTimes: new Durations(),
    runTimes: new Durations(),
    onOver: () => {
      this.#running--
      this.#noticeDrained()
    },
  }
  readonly #drained = new Set<() => void>()
  #state: HandleState = 'starting'
  #running = 0
  #calls = 0
  #lastCrash: unknown
  #exceeded: RestartLimitOptions
  #closing: Promise<void> | undefined
  #revival: Promise<void> | undefined
  #keepAlive: NodeJS.Timeout | undefined

  /** @param setup missing for a pool that runs the tasks of a build */
  constructor(facts: PoolFacts, options: ResolvedPoolOptions, setup: PoolSetup | undefined) {
    this.facts = facts
    this.options = options
    this.takesTasks = setup === undefined
    this.#exceeded = options.restart
    this.processes = new ProcessSet(
      { facts, options, setup },
      {
        countWaiting: () => this.#queue.size,
        onRoom: () => this.#pump(),
        onUnstarted: (calls) => this.#takeBack(calls as QueuedCall[]),
        onFailed: (error) => this.#fail(error),
        emit: (name, ...args) => this.#emit(name, args),
      },
    )
    noteOpen(this)
  }

  /** As told to users: a pool all of whose processes are gone for the moment is starting. */
  get state(): HandleState {
    if (this.#state !== 'running') return this.#state
    const { open, min } = this.processes
    return min === 0 || open.some((resident) => resident.isReady) ? 'running' : 'starting'
  }

  /** Processes that are not on their way out. */
  get size(): number {
    return this.processes.open.length
  }

  /** Of the first process that is ready. */
  get pid(): number | undefined {
    return this.processes.open.find((resident) => resident.isReady)?.pid
  }

  get queued(): number {
    return this.#queue.size
  }

  get running(): number {
    return this.#running
  }

  /** Starts the first processes. Resolves to the names of what can be called; `null` if that is one function. */
  async start(): Promise<readonly string[] | null> {
    try {
      await this.processes.startFirst()
    } catch (error) {
      await this.kill()
      throw error
    }
    this.#open()
    return this.processes.open[0]?.methods ?? null
  }

  /** Takes calls although no process is there: the first call says what they run. */
  startWithoutSetup(): void {
    this.processes.openWithoutSetup()
    this.#open()
  }

  /** Makes a call. Resolves to its value, or to a `RemoteStream` if that is a generator. */
  call(terms: CallTerms, payload: Payload): Promise<unknown> {
    return new Promise((resolve, reject) => this.take(terms, payload, resolve, reject))
  }

  /** The same for who has a promise already. */
  take(
    terms: CallTerms,
    payload: Payload,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ): void {
    this.#calls++
    const call = new QueuedCall(terms, payload, resolve, reject, this.#books)
    const refusal = this.#refusal(call)
    if (refusal !== undefined) return call.reject(refusal.error)
    if (this.#queue.size > 0 || !this.#dispatch(call)) this.#enqueue(call)
  }

  /** Resolves when no call waits or runs. */
  async drain(): Promise<void> {
    while (this.#queue.size > 0 || this.#running > 0) {
      await new Promise<void>((resolve) => this.#drained.add(resolve))
    }
  }

  /**
   * Finishes the calls that were taken, then ends all processes.
   * @param timeoutMs after which what is left is killed
   * @param unreadMs after which a stream that nobody reads is ended
   */
  close(timeoutMs?: number, unreadMs: number = this.options.shutdownTimeoutMs): Promise<void> {
    this.#closing ??= this.#close(unreadMs)
    if (timeoutMs === undefined) return this.#closing
    const timer = setTimeout(() => void this.kill(), timeoutMs)
    return this.#closing.finally(() => clearTimeout(timer))
  }

  async kill(): Promise<void> {
    this.#end()
    this.#rejectQueue((facts) => new ClosedError({ ...facts, ...QUEUED }, 'killed'))
    await this.processes.kill((facts) => new ClosedError(facts, 'killed'))
  }

  async restart(): Promise<void> {
    if (this.#isClosed) throw new ClosedError({ ...this.facts, ...QUEUED }, 'closed')
    if (this.#revival !== undefined) return this.#revival
    this.processes.forgive()
    if (this.#state !== 'failed') return this.processes.replaceAll()
    this.#revival = this.#revive().finally(() => (this.#revival = undefined))
    return this.#revival
  }

  setHoldMode(mode: HoldMode): void {
    this.processes.setHoldMode(mode)
    clearInterval(this.#keepAlive)
    // A pool may have no process at the moment.
    if (mode === 'ref' && this.#state !== 'closed') {
      this.#keepAlive = setInterval(() => {}, KEEP_ALIVE_MS)
    }
  }

  /** Ends all processes and rejects what waits, until `restart()`. @param limit which was exceeded */
  fail(lastCrash: unknown, limit: RestartLimitOptions): void {
    this.#exceeded = limit
    this.#fail(lastCrash)
  }

  supervise(supervision: Supervision | undefined): void {
    this.processes.supervise(supervision)
  }

  stats(): HandleStats {
    const { crashes, restarts, all } = this.processes
    return {
      calls: this.#calls,
      failed: this.#books.failed,
      crashes,
      restarts,
      queued: this.queued,
      running: this.running,
      waitMs: this.#books.waitTimes.stats(),
      runMs: this.#books.runTimes.stats(),
      processes: all.flatMap((resident) => {
        const { pid, answered, uptimeMs } = resident
        if (pid === undefined) return []
        const memoryBytes = residentBytes(pid)
        return { pid, state: stateOf(resident), calls: answered, uptimeMs, memoryBytes }
      }),
    }
  }

  /** Starts afresh after it has failed. */
  async #revive(): Promise<void> {
    this.#state = 'starting'
    this.#exceeded = this.options.restart
    this.#lastCrash = undefined
    try {
      await this.processes.startFirst()
    } catch (error) {
      this.#fail(error)
      throw error
    }
    this.#open()
  }

  get #isClosed(): boolean {
    return this.#state === 'closing' || this.#state === 'closed'
  }

  #open(): void {
    if (this.#state !== 'starting') return
    this.#state = 'running'
    this.#pump()
  }

  async #close(unreadMs: number): Promise<void> {
    if (this.#state !== 'closed') {
      this.#state = 'closing'
      this.processes.startLast(unreadMs)
      await this.drain()
    }
    try {
      await this.processes.close()
    } finally {
      this.#end()
    }
  }

  #end(): void {
    this.#state = 'closed'
    clearInterval(this.#keepAlive)
    forgetOpen(this)
  }

  #refusal({ facts, signal }: QueuedCall): { error: unknown } | undefined {
    if (signal?.aborted === true) return { error: signal.reason }
    if (this.#isClosed) return { error: new ClosedError({ ...facts, ...QUEUED }, 'closed') }
    if (this.#state === 'failed') return { error: this.#limitError(facts) }
    return undefined
  }

  #dispatch(call: QueuedCall): boolean {
    if (!this.processes.dispatch(call, call.bundle)) return false
    this.#running++
    return true
  }

  #enqueue(call: QueuedCall): void {
    const { maxQueue } = this.options
    // What processes that are yet to start will take does not count as waiting.
    if (this.#queue.size + this.#running >= this.processes.capacity + maxQueue) {
      return call.reject(new QueueFullError({ ...call.facts, ...QUEUED, limit: maxQueue }))
    }
    this.#queue.add(call)
    this.#watchSignal(call)
    this.processes.fill(call.bundle)
  }

  #watchSignal(call: QueuedCall): void {
    const { signal } = call
    if (signal === undefined) return
    const leave = (): void => {
      this.#leaveQueue(call)
      call.reject(signal.reason)
      this.#noticeDrained()
      this.processes.fill()
    }
    if (signal.aborted) leave()
    else call.forgetSignal = onAbort(signal, leave)
  }

  #leaveQueue(call: QueuedCall): void {
    this.#queue.remove(call)
    call.forgetSignal()
  }

  /** Gives waiting calls to processes that have room. */
  #pump(): void {
    let next = this.#queue.first
    while (next !== undefined && this.#dispatch(next)) {
      this.#leaveQueue(next)
      next = this.#queue.first
    }
    this.processes.fill(next?.bundle)
  }

  /** Calls of a process that died before they had begun: they are the next. */
  #takeBack(calls: readonly QueuedCall[]): void {
    this.#queue.putBack(calls)
    for (const call of calls) this.#watchSignal(call)
    if (!this.processes.isShut) return this.#pump()
    // Nobody will take them any more.
    this.#rejectQueue((facts) =>
      this.#lastCrash === undefined
        ? new ClosedError({ ...facts, ...QUEUED }, 'closed')
        : this.#limitError(facts),
    )
  }

  #fail(error: unknown): void {
    if (this.#state === 'closed') return
    // One that is closing has been given up by its owner already.
    if (this.#state !== 'closing') this.#state = 'failed'
    this.#lastCrash = error
    this.#rejectQueue((facts) => this.#limitError(facts))
    // Those that have not crashed finish what they do.
    this.processes.close().catch(() => {})
  }

  #limitError(facts: QueuedCall['facts']): RestartLimitError {
    return new RestartLimitError({
      ...facts,
      ...QUEUED,
      ...this.#exceeded,
      cause: this.#lastCrash,
    })
  }

  #rejectQueue(makeError: (facts: QueuedCall['facts']) => unknown): void {
    for (const call of this.#queue) {
      this.#leaveQueue(call)
      call.reject(makeError(call.facts))
    }
    this.#noticeDrained()
  }

  #noticeDrained(): void {
    if (this.#drained.size === 0 || this.#queue.size > 0 || this.#running > 0) return
    for (const resolve of this.#drained) resolve()
    this.#drained.clear()
  }

  /** A listener that throws is the program's own fault, and must not upset what is going on here. */
  #emit<Name extends keyof HandleEvents>(name: Name, args: HandleEvents[Name]): void {
    try {
      ;(this.events as EventEmitter).emit(name, ...args)
    } catch (error) {
      rethrowLater(error)
    }
  }
}

/** What is noted of all calls of a pool. */
interface CallBooks {
  failed: number
  readonly waitTimes: Durations
  readonly runTimes: Durations
  onOver: () => void
}

/** A call with its times. */
class QueuedCall implements ResidentCall {
  readonly #terms: CallTerms
  payload: Payload
  readonly #resolve: (value: unknown) => void
  readonly #reject: (error: unknown) => void
  readonly #books: CallBooks
  readonly #queuedAt = performance.now()
  #startedAt = 0
  forgetSignal: () => void = doNothing

  constructor(
    terms: CallTerms,
    payload: Payload,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
    books: CallBooks,
  ) {
    this.#terms = terms
    this.payload = payload
    this.#resolve = resolve
    this.#reject = reject
    this.#books = books
  }

  get facts(): CallTerms['facts'] {
    return this.#terms.facts
  }

  get target(): string {
    return this.#terms.target
  }

  get codec(): Codec {
    return this.#terms.codec
  }

  get timeoutMs(): number | undefined {
    return this.#terms.timeoutMs
  }

  get signal(): AbortSignal | undefined {
    return this.#terms.signal
  }

  get bundle(): WorkerBundle | undefined {
    return this.#terms.bundle
  }

  resolve(value: unknown): void {
    // A stream may go on for long: what was sent for it is of no more use.
    this.payload = NOTHING
    this.#resolve(value)
  }

  reject(error: unknown): void {
    this.#books.failed++
    this.#reject(error)
  }

  onStarted(): void {
    this.#startedAt = performance.now()
  }

  onOver(hasBegun: boolean): void {
    if (hasBegun && this.#startedAt > 0) {
      this.#books.waitTimes.record(this.#startedAt - this.#queuedAt)
      this.#books.runTimes.record(performance.now() - this.#startedAt)
    }
    this.#startedAt = 0
    this.#books.onOver()
  }
}

function doNothing(): void {}

// Any time will do.
const KEEP_ALIVE_MS = 2 ** 30
const QUEUED = { phase: 'queued', outcome: 'not-executed' } as const

function stateOf(resident: Resident): ProcessState {
  if (!resident.isOpen) return 'stopping'
  if (resident.isStarting) return 'starting'
  return resident.running > 0 ? 'running' : 'idle'
}
