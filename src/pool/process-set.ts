// The processes of a pool: how many there are, which of them takes the next call, and whether one that has died
// is replaced. What a single one does is `process/resident.ts`; what becomes of calls is `process-pool.ts`.
import type { AsyncResource } from 'node:async_hooks'
import type { CallFacts } from '../errors.ts'
import type { HandleEvents } from '../handles.ts'
import { type ResolvedPoolOptions, restartBackoff } from '../options.ts'
import type { WorkerBundle } from '../process/bundle.ts'
import { residentBytes } from '../process/memory.ts'
import {
  type HoldMode,
  Resident,
  type ResidentCall,
  type ResidentEnd,
  type ResidentOptions,
  spareOptions,
} from '../process/resident.ts'
import { LULL_MS, Shelf } from '../process/spare.ts'
import { RestartLimit } from '../supervisor/restart-limit.ts'
import { type Codec, createCodec } from '../wire/codec.ts'
import type { Payload } from '../wire/frame.ts'
import { rethrowLater } from '../process/rethrow.ts'
import { node } from '../wire/node.ts'
import { availableParallelism } from './parallelism.ts'

/** What each process does first. */
export interface PoolSetup {
  bundle: WorkerBundle
  codec: Codec
  /** The variables that the setup captures. */
  captured: Payload
}

export interface ProcessSetOptions {
  facts: Pick<CallFacts, 'kind' | 'label' | 'callSite'>
  options: ResolvedPoolOptions
  /** Missing for processes that run the tasks of their bundle. */
  setup: PoolSetup | undefined
}

export interface ProcessSetEvents {
  /** Calls that wait for a process. */
  countWaiting: () => number
  /** A process may take a call now. */
  onRoom: () => void
  /** A process is gone, and these calls of it have never begun. */
  onUnstarted: (calls: readonly ResidentCall[]) => void
  /** More have crashed than may; nothing is restarted any more. */
  onFailed: (lastCrash: unknown) => void
  emit: <Name extends keyof HandleEvents>(name: Name, ...args: HandleEvents[Name]) => void
}

/** Decides what to do when a worker has crashed, or a pool more often than it may. */
export interface Supervision {
  /** It is dying: what belongs to it should take no more calls. */
  onLost: () => void
  /** No process is started until `resume()`. */
  onCrash: (error: unknown) => void
}

interface Member {
  readonly resident: Resident
  /** The number of its latest call. */
  turn: number
  idleSince: number
  memoryReadAt: number
  /** It has taken the place of one that was lost. */
  readonly isReplacement: boolean
  /** It goes when the one that takes its place is ready. */
  isOutgoing: boolean
}

/** Spares in a row that may be lost before no more are started. */
const MAX_LOST_SPARES = 3

// How often a process is asked for its size, for `recycleAfter.memory`: between two calls it is cheap to wait.
const MEMORY_INTERVAL_MS = 50

export class ProcessSet {
  readonly #options: ProcessSetOptions
  readonly #events: ProcessSetEvents
  readonly #bounds: { min: number; max: number }
  readonly #limit: RestartLimit
  // A process outlives the request that it was started for, and must not hold on to its async context.
  readonly #context: AsyncResource = new node.asyncHooks.AsyncResource('verdigris.pool')
  readonly #members = new Set<Member>()
  readonly #spares = new Shelf(() => {
    this.#lostSpares++
    this.#keepSpares()
  })
  #lostSpares = 0
  #spareTimer: NodeJS.Timeout | undefined
  readonly #delayedStarts = new Set<NodeJS.Timeout>()
  /** `first`: a crash is a failed start. `last`: as many as calls want, and no more. */
  #stage: 'first' | 'open' | 'last' | 'shut' = 'first'
  #bundle: WorkerBundle | undefined
  #holdMode: HoldMode = 'auto'
  #turns = 0
  #crashes = 0
  #restarts = 0
  /** Processes that were lost and not replaced yet. */
  #owed = 0
  /** Processes that end by `replaceAll`. Nobody takes their places before they are gone. */
  #leaving = 0
  /** Settles when `replaceAll` is over, if it is under way. */
  #replacement: Promise<void> | undefined
  /** Processes in a row that died before they had answered a call. */
  #failuresInARow = 0
  #startNotBefore = 0
  #idleTimer: NodeJS.Timeout | undefined
  #supervision: Supervision | undefined
  #isSuspended = false

  constructor(options: ProcessSetOptions, events: ProcessSetEvents) {
    this.#options = options
    this.#events = events
    this.#bundle = options.setup?.bundle
    this.#limit = new RestartLimit(options.options.restart, () => performance.now())
    const size = options.options.size ?? availableParallelism()
    this.#bounds = typeof size === 'number' ? { min: size, max: size } : size
  }

  get all(): Resident[] {
    return [...this.#members].map(({ resident }) => resident)
  }

  /** Those that are not on their way out. */
  get open(): Resident[] {
    return this.#openMembers().map(({ resident }) => resident)
  }

  get crashes(): number {
    return this.#crashes
  }

  get restarts(): number {
    return this.#restarts
  }

  /** No process will be started any more. */
  get isShut(): boolean {
    return this.#stage === 'shut'
  }

  get min(): number {
    return this.#bounds.min
  }

  /** Calls that can run at a time when it has grown as far as it may. */
  get capacity(): number {
    return this.#bounds.max * this.#options.options.concurrency
  }

  /** Starts the first processes. Resolves when all are ready; rejects with why one is not. */
  async startFirst(): Promise<void> {
    this.#stage = 'first'
    this.#isSuspended = false
    // At least one, even if none need be kept: it shows whether the setup works, and what it gives.
    const count = Math.max(1, this.#bounds.min)
    for (let started = 0; started < count; started++) this.#startNow(undefined)
    await this.#whenStarted()
    this.#stage = 'open'
    this.#watchIdle()
  }

  /** Without a setup, processes are started as the first calls come. */
  openWithoutSetup(): void {
    this.#stage = 'open'
  }

  /** Gives a call to a process that has room for it; false if there is none. */
  dispatch(call: ResidentCall, bundle: WorkerBundle | undefined): boolean {
    if (this.#isSuspended) return false
    const member = this.#choose(bundle) ?? this.#chooseEarly(call, bundle)
    if (member === undefined) return false
    member.turn = ++this.#turns
    member.resident.take(call)
    return true
  }

  /** Starts processes until there are as many as must be, and as the waiting calls want. */
  fill(bundle: WorkerBundle | undefined = this.#bundle): void {
    this.#bundle = bundle
    if (bundle === undefined || this.#isSuspended) return
    if (this.#stage !== 'open' && this.#stage !== 'last') return
    const { min, max } = this.#bounds
    const waiting = this.#events.countWaiting()
    this.#holdDelayedStarts(waiting > 0)
    if (waiting === 0 && this.#countOpen() >= min) return
    const open = this.#openMembers()
    const starting = open.filter(({ resident }) => resident.isStarting).length
    const least = this.#stage === 'open' ? min : 0
    const wanted = Math.ceil(waiting / this.#options.options.concurrency)
    let coming = starting + this.#delayedStarts.size
    let count = open.length + this.#delayedStarts.size + this.#leaving
    const before = this.#members.size
    for (; count < max && (count < least || coming < wanted); count++, coming++) this.#start()
    if (waiting > 0 && this.#members.size > before) this.#events.onRoom()
    if (coming < wanted) this.#makeRoomFor(bundle)
    if (waiting > 0) {
      for (const resident of this.all) if (resident.isStarting) resident.setAwaited(true)
    }
    this.#holdDelayedStarts(waiting > 0)
  }

  /**
   * From now on processes are only started for calls that wait.
   * @param unreadMs after which a stream that nobody reads is ended
   */
  startLast(unreadMs: number): void {
    if (this.#stage !== 'shut') this.#stage = 'last'
    for (const resident of this.all) resident.expireUnread(unreadMs)
  }

  /** No process is started any more. Those that there are finish their calls and end. Rejects as `Resident.close` does. */
  async close(): Promise<void> {
    this.#shut()
    const results = await Promise.allSettled(this.all.map((resident) => resident.close()))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  async kill(makeError: (facts: CallFacts) => unknown): Promise<void> {
    this.#shut()
    const { all } = this
    for (const resident of all) resident.kill(makeError)
    await Promise.all(all.map((resident) => resident.whenGone()))
  }

  /** Puts a new process in the place of each, one after the other. Rejects with what a setup or a disposal threw. */
  async replaceAll(): Promise<void> {
    // Who asks meanwhile wants processes that are newer still.
    while (this.#replacement !== undefined) await this.#replacement
    const replaced = this.#replaceEach()
    const forget = (): void => void (this.#replacement = undefined)
    this.#replacement = replaced.then(forget, forget)
    await replaced
  }

  async #replaceEach(): Promise<void> {
    // Their modules are as old as those of the processes that are to go.
    this.#spares.dismiss()
    for (const resident of this.open) {
      this.#owed++
      this.#leaving++
      try {
        await resident.close()
      } finally {
        this.#leaving--
        this.fill()
        await this.#whenStarted()
      }
    }
    // Those too whose start was put off.
    this.#cancelDelayedStarts()
    this.fill()
    await this.#whenStarted()
  }

  /** Forgets all crashes. */
  forgive(): void {
    this.#limit.reset()
    this.#failuresInARow = 0
    this.#startNotBefore = 0
  }

  setHoldMode(mode: HoldMode): void {
    this.#holdMode = mode
    for (const resident of this.all) resident.setHoldMode(mode)
    this.#holdDelayedStarts(this.#events.countWaiting() > 0)
  }

  supervise(supervision: Supervision | undefined): void {
    this.#supervision = supervision
  }

  /** Takes no calls and starts no process, until `resume()`. */
  pause(): void {
    this.#isSuspended = true
  }

  /** Ends what there is because of another's crash, until `resume()`. */
  async suspend(error: unknown): Promise<void> {
    this.pause()
    this.#owed += this.open.length
    const ends = this.all.map((resident) =>
      resident.endFor(error, 'one that it belongs to crashed'),
    )
    await Promise.allSettled(ends)
  }

  /** Takes calls and starts processes again. Resolves when these are ready. */
  async resume(): Promise<void> {
    this.#isSuspended = false
    this.#events.onRoom()
    this.fill()
    await this.#whenStarted()
  }

  async #whenStarted(): Promise<void> {
    const starting = this.open.filter((resident) => resident.isStarting)
    await Promise.all(starting.map((resident) => this.#whenReady(resident)))
  }

  async #whenReady(resident: Resident): Promise<void> {
    try {
      await resident.whenReady()
    } catch (error) {
      if (!resident.wasLostSpare) throw error
      await this.#whenStarted() // another has taken its place
    }
  }

  #openMembers(): Member[] {
    return [...this.#members].filter(isOpen)
  }

  /** Asked after each call. */
  #countOpen(): number {
    let count = 0
    for (const member of this.#members) if (isOpen(member)) count++
    return count
  }

  #choose(bundle: WorkerBundle | undefined): Member | undefined {
    const isInTurn = this.#options.options.schedule === 'round-robin'
    let best: Member | undefined
    for (const member of this.#members) {
      const { resident, turn } = member
      if (resident.room <= 0 || (bundle !== undefined && !isSame(bundle, resident.bundle))) continue
      if (best === undefined) best = member
      else if (isInTurn) {
        if (turn < best.turn) best = member
      } else {
        // The least busy; of those the one that was used last, so that the others may go.
        const more = resident.running - best.resident.running
        if (more < 0 || (more === 0 && turn > best.turn)) best = member
      }
    }
    return best
  }

  /**
   * The process that is starting, if there is no other that could be free sooner: it then finds the call when it
   * is ready, and need not ask. A call that may be cancelled waits here, where that disturbs nobody.
   */
  #chooseEarly(call: ResidentCall, bundle: WorkerBundle | undefined): Member | undefined {
    if (this.#bounds.max > 1 || call.signal !== undefined || this.#stage === 'first')
      return undefined
    const [only] = this.#openMembers()
    if (only === undefined || !only.resident.canTakeEarly) return undefined
    return bundle === undefined || isSame(bundle, only.resident.bundle) ? only : undefined
  }

  /** Ends an idle process of another bundle than the calls want: the code has changed while it is developed. */
  #makeRoomFor(bundle: WorkerBundle): void {
    const other = this.open.find(
      (resident) => resident.running === 0 && !isSame(resident.bundle, bundle),
    )
    other?.retire()
  }

  /** Starts a process now, or when the backoff is over. */
  #start(): void {
    const delayMs = this.#startNotBefore - performance.now()
    if (delayMs <= 0) return void this.#startNow(undefined)
    const timer = setTimeout(() => {
      this.#delayedStarts.delete(timer)
      this.fill()
    }, delayMs)
    this.#delayedStarts.add(timer)
  }

  /** A start that is put off keeps the program alive only if calls wait for it. */
  #holdDelayedStarts(isAwaited: boolean): void {
    const isHeld = this.#holdMode === 'auto' ? isAwaited : this.#holdMode === 'ref'
    for (const timer of this.#delayedStarts) {
      if (isHeld) timer.ref()
      else timer.unref()
    }
  }

  /** @param outgoing whose place the new process takes when it is ready */
  #startNow(outgoing: Member | undefined): Resident | undefined {
    const bundle = this.#bundle
    if (bundle === undefined) return undefined
    const isReplacement = this.#owed > 0 && outgoing === undefined
    if (isReplacement) {
      this.#owed--
      this.#restarts++
    }
    const settings = {
      ...this.#settings(bundle),
      onStderrLine: (line: string) =>
        this.#events.emit('stderr', line, { pid: member.resident.pid ?? 0 }),
      spares: this.#spares,
    }
    const events = {
      onReady: () => this.#onReady(member, outgoing),
      onRoom: () => this.#onRoom(member),
      onLost: (isCrash: boolean) => {
        // The one that it was to replace goes on; the next call of that one brings up the question again.
        if (outgoing !== undefined && !outgoing.resident.isClosing) outgoing.isOutgoing = false
        this.#onLost(member, isCrash)
      },
      onGone: (end: ResidentEnd) => this.#onGone(member, end),
    }
    const resident = this.#context.runInAsyncScope(() => new Resident(settings, events))
    const member: Member = {
      resident,
      turn: 0,
      idleSince: performance.now(),
      memoryReadAt: 0,
      isReplacement,
      isOutgoing: false,
    }
    this.#members.add(member)
    resident.setHoldMode(this.#holdMode)
    resident.setAwaited(this.#stage === 'first' || this.#events.countWaiting() > 0)
    return resident
  }

  #settings(bundle: WorkerBundle): Omit<ResidentOptions, 'onStderrLine' | 'spares'> {
    const { facts, options, setup } = this.#options
    return {
      facts,
      bundle,
      process: options,
      concurrency: options.concurrency,
      codec: setup?.codec ?? createCodec(),
      captured: setup?.captured,
    }
  }

  /** Starts spares until there are as many as there should be: one at a time, and not while calls are waiting to begin. */
  #keepSpares(): void {
    const { spares } = this.#options.options
    if (this.#spares.size >= spares) return
    this.#spareTimer ??= setTimeout(() => {
      this.#spareTimer = undefined
      const bundle = this.#bundle
      const isEnough = this.#spares.size >= spares || this.#lostSpares >= MAX_LOST_SPARES
      if (isEnough || this.#stage !== 'open' || bundle === undefined) return
      const settings = { ...this.#settings(bundle), onStderrLine: () => {} }
      this.#context.runInAsyncScope(() => this.#spares.add(spareOptions(settings)))
      this.#keepSpares()
    }, LULL_MS).unref()
  }

  #onReady(member: Member, outgoing: Member | undefined): void {
    const { pid = 0 } = member.resident
    member.idleSince = performance.now()
    this.#lostSpares = 0
    this.#keepSpares()
    if (member.isReplacement) this.#events.emit('restart', { pid, restarts: this.#restarts })
    outgoing?.resident.retire()
    this.#events.onRoom()
    this.#watchIdle()
  }

  #onRoom(member: Member): void {
    if (member.resident.running === 0) member.idleSince = performance.now()
    this.#failuresInARow = 0
    this.#recycle(member)
    this.#events.onRoom()
    this.#watchIdle()
  }

  #onLost({ resident, isReplacement }: Member, isCrash: boolean): void {
    if (this.#stage === 'first' || this.#stage === 'shut') return
    if (!isCrash) {
      // Killed for one of its calls, or closed: there may be one too few now.
      if (resident.wasSacrificed) this.#owed++
      if (resident.wasLostSpare && isReplacement) {
        this.#restarts--
        this.#owed++
      }
      return this.fill()
    }
    this.#crashes++
    this.#owed++
    this.#failuresInARow = resident.answered > 0 ? 1 : this.#failuresInARow + 1
    // A pool is its own supervisor, as long as it can help itself.
    const isWorker = this.#options.facts.kind === 'worker'
    const isBeyondHelp = (isWorker && this.#supervision !== undefined) || !this.#limit.note()
    if (isBeyondHelp && this.#supervision === undefined) return this.#shut()
    if (isBeyondHelp) {
      this.pause()
      return this.#supervision?.onLost()
    }
    this.#startNotBefore = performance.now() + this.#backoffMs()
    this.fill()
  }

  #backoffMs(): number {
    try {
      return this.#options.options.restart.backoff(this.#failuresInARow)
    } catch (error) {
      rethrowLater(error)
      return restartBackoff(this.#failuresInARow)
    }
  }

  #onGone(member: Member, end: ResidentEnd): void {
    const { pid } = member.resident
    this.#members.delete(member)
    const { exit, reason, error, isCrash } = end
    const isFirst = this.#stage === 'first'
    // Listeners come last: they find things as they are from now on, and may do with them what they like.
    if (isCrash && this.#stage === 'shut') this.#events.onFailed(error)
    this.#events.onUnstarted(end.unstarted)
    if (isCrash && this.#isSuspended) this.#supervision?.onCrash(error)
    if (isFirst) return
    if (isCrash) this.#events.emit('crash', error as Error)
    if (pid !== undefined) this.#events.emit('exit', { pid, exit, reason })
  }

  #shut(): void {
    this.#stage = 'shut'
    this.#spares.dismiss()
    clearTimeout(this.#spareTimer)
    this.#spareTimer = undefined
    clearTimeout(this.#idleTimer)
    this.#cancelDelayedStarts()
  }

  #cancelDelayedStarts(): void {
    for (const timer of this.#delayedStarts) clearTimeout(timer)
    this.#delayedStarts.clear()
  }

  /** Replaces a process that has done its share. It goes on until the new one is ready. */
  #recycle(member: Member): void {
    const { resident } = member
    const { calls, memoryBytes } = this.#options.options.recycleAfter
    const isWorn = resident.answered >= calls || this.#isLargerThan(memoryBytes, member)
    if (!isWorn || member.isOutgoing || !resident.isReady || this.#stage !== 'open') return
    member.isOutgoing = true
    this.#startNow(member)
  }

  #isLargerThan(bytes: number, member: Member): boolean {
    const { pid } = member.resident
    if (bytes === Infinity || pid === undefined) return false
    const now = performance.now()
    if (now - member.memoryReadAt < MEMORY_INTERVAL_MS) return false
    member.memoryReadAt = now
    return (residentBytes(pid) ?? 0) > bytes
  }

  /** Ends processes beyond the least number that have been idle for long. */
  #watchIdle(): void {
    const { min } = this.#bounds
    if (this.#idleTimer !== undefined || this.#stage !== 'open') return
    if (this.#countOpen() <= min) return
    const open = this.#openMembers()
    const { idleTimeoutMs } = this.#options.options
    const now = performance.now()
    const idle = open.filter(({ resident }) => resident.isReady && resident.running === 0)
    const next = Math.min(...idle.map(({ idleSince }) => idleSince + idleTimeoutMs - now))
    if (next === Infinity) return
    this.#idleTimer = setTimeout(
      () => {
        this.#idleTimer = undefined
        this.#endIdle()
        this.#watchIdle()
      },
      Math.max(1, next),
    ).unref()
  }

  #endIdle(): void {
    const oldest = performance.now() - this.#options.options.idleTimeoutMs
    let spare = this.#openMembers().length - this.#bounds.min
    for (const { resident, idleSince } of this.#openMembers()) {
      if (spare <= 0) return
      if (!resident.isReady || resident.running > 0 || idleSince > oldest) continue
      spare--
      resident.retire()
    }
  }
}

function isOpen({ resident, isOutgoing }: Member): boolean {
  return resident.isOpen && !isOutgoing
}

function isSame(one: WorkerBundle, other: WorkerBundle): boolean {
  return one.path === other.path && one.build === other.build
}
