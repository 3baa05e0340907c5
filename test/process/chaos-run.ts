// The chaos test: rounds of calls while processes die in every way, and after each a look at what is left.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  type CallOptions,
  closeAll,
  type PoolHandle,
  type PoolOptions,
  type TaskOptions,
  type TaskPool,
  type WorkerHandle,
  type WorkerOptions,
} from 'verdigris'
import type { Api, Files, Method } from './chaos-api.ts'
import { attack, findChildren } from './chaos-attacks.ts'
import { describe, Ledger } from './chaos-ledger.ts'
import { after, every, sleep, takeStock, watchSignal, watchTimers } from './chaos-leaks.ts'
import { type CallableTarget, load, sabotage } from './chaos-load.ts'
import { Random } from './chaos-random.ts'
import { markDescendants } from './processes.ts'

/** What only a compiled program can give. */
export interface Program {
  pool: (options: PoolOptions, files: Files) => Promise<PoolHandle<Api>>
  worker: (options: WorkerOptions, files: Files) => Promise<WorkerHandle<Api>>
  taskPool: (options: PoolOptions) => Promise<TaskPool>
  task: (options: TaskOptions, files: Files, method: Method, args: never) => PromiseLike<unknown>
}

type AnyHandle = PoolHandle<Api> | WorkerHandle<Api> | TaskPool

interface HandleTarget extends CallableTarget {
  readonly handle?: AnyHandle
}

type Round = (chaos: Chaos) => Promise<void>

const ROUND_MS = 6_000
const STATUS_MS = 5_000
const SETTLE_MS = 20_000
const GIVE_UP_MS = 20_000
const SETUP_FAULTS = 0.15
// Nobody shall wait for a backoff here, and a loop of processes that die at once shall not take all of the machine.
const restart = {
  intensity: 1_000_000,
  period: 60_000,
  backoff: (n: number) => Math.min(10 * n, 200),
}
const limits = {
  startTimeout: 1_500,
  shutdownTimeout: 300,
  stderr: 'ignore',
  stdout: 'ignore',
} as const

/** Runs for the seconds that the program is given, with the seed that it is given. */
export async function run(program: Program): Promise<void> {
  const seconds = Number(process.argv[2] ?? 20)
  const seed = Number(process.argv[3] ?? Date.now() % 2 ** 32)
  const fail = (what: string): never => {
    console.error(`violation (seed ${seed}): ${what}`)
    process.exit(1)
  }
  process.on('uncaughtException', (error) => fail(`uncaught: ${error.stack}`))
  process.on('unhandledRejection', (error) => fail(`unhandled: ${String((error as Error)?.stack)}`))
  process.on('warning', (warning) => fail(`warning: ${warning.stack}`))
  console.log(`seed ${seed}, ${seconds} seconds`)
  watchTimers()
  const folder = mkdtempSync(path.join(tmpdir(), 'verdigris-chaos-'))
  process.once('exit', (code) => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    } catch (error) {
      if (code === 0) throw error // otherwise processes are still there, and what is said is said
    }
  })
  const chaos = new Chaos(program, new Random(seed), folder, fail)
  await chaos.run(seconds)
  console.log(`${chaos.status()}\nno violation (seed ${seed})`)
}

class Chaos {
  readonly program: Program
  readonly random: Random
  readonly files: Files
  readonly ledger: Ledger
  readonly kills = new Map<string, number>()
  readonly shared = new AbortController()
  readonly #startedAt = performance.now()
  #restarts = 0
  #rounds = 0
  #targets: HandleTarget[] = []

  constructor(program: Program, random: Random, folder: string, fail: (what: string) => never) {
    this.program = program
    this.random = random
    this.files = { begun: path.join(folder, 'begun'), faults: path.join(folder, 'faults') }
    this.ledger = new Ledger(fail)
  }

  async run(seconds: number): Promise<void> {
    const find = markDescendants()
    await this.#warmUp()
    const findLeaks = await takeStock()
    const isOver = (): boolean => performance.now() - this.#startedAt > (seconds - 3) * 1_000
    const rounds: Round[] = [pools, mixture, givingUp]
    every(STATUS_MS, () => console.log(this.status()))
    for (let round = 0; round < rounds.length || !isOver(); round++) {
      await (rounds[round % rounds.length] as Round)(this)
      this.#rounds++
      await this.#checkRound(find, findLeaks)
    }
  }

  status(): string {
    const seconds = Math.round((performance.now() - this.#startedAt) / 1_000)
    const rss = Math.round(process.memoryUsage.rss() / 2 ** 20)
    const running = this.#targets.reduce((sum, { handle }) => sum + (handle?.restarts ?? 0), 0)
    return (
      `${seconds} s, round ${this.#rounds}: ${this.ledger.calls} calls (${list(this.ledger.outcomes)}), ` +
      `killed ${list(this.kills)}, ${this.#restarts + running} restarts, rss ${rss} MiB`
    )
  }

  setFaults(probability: number): void {
    writeFileSync(this.files.faults, String(probability))
  }

  count(kill: string): void {
    this.kills.set(kill, (this.kills.get(kill) ?? 0) + 1)
  }

  /** Makes a target of a handle, or of one-shot tasks. */
  add(name: string, label: string, handle?: AnyHandle): HandleTarget {
    const { program, files, ledger } = this
    const counts = { calls: 0, failed: 0, doubtful: 0 }
    const allowed = new Set<string>()
    const common = { name, label, allowed, ...counts }
    const isCallable = handle !== undefined && 'with' in handle
    const target: HandleTarget = {
      ...common,
      takesTasks: !isCallable,
      ...(handle && { handle }),
      call: (method, args, options) => {
        if (isCallable) return callMethod(handle, method, args, options)
        const where = handle === undefined ? limits : { pool: handle }
        return program.task({ ...options, ...where }, files, method, args as never)
      },
      ...(handle !== undefined &&
        'map' in handle && {
          map: (items: Iterable<unknown>, options: object) =>
            handle.map(items as never, options as never),
        }),
    }
    handle?.on('crash', (error) => ledger.checkCrash(target, error))
    handle?.on('stderr', () => {})
    this.#targets.push(target)
    return target
  }

  /** Calls all targets, so many at a time each, while `attacker` runs; then waits for what is open. */
  async besiege(
    loads: readonly (readonly [HandleTarget, number])[],
    attacker: () => Promise<void>,
  ): Promise<void> {
    let isOver = false
    const ends = loads.flatMap(([target, count]) =>
      Array.from({ length: count }, () =>
        load(this.ledger, target, this.random.fork(), this.shared.signal, () => isOver),
      ),
    )
    await attacker()
    isOver = true
    await this.within(SETTLE_MS, Promise.all(ends), () => {
      const open = this.ledger.open.map(describe)
      return `${open.length} calls have not ended: ${open.join('; ')}`
    })
  }

  /** Kills and sabotages for a while. */
  async attackFor(ms: number, targets: readonly HandleTarget[]): Promise<void> {
    const { random, ledger, shared } = this
    const end = performance.now() + ms
    const most = 3 * targets.reduce((sum, { handle }) => sum + sizeOf(handle), 0)
    let sabotages = 0
    while (performance.now() < end) {
      await sleep(random.between(20, 300))
      const children = findChildren()
      if (children.length > most) ledger.violate(`${children.length} processes, at most ${most}`)
      if (random.chance(0.4)) {
        const signal = attack(random, children)
        if (signal !== undefined) this.count(signal)
      } else if (sabotages < 8) {
        sabotages++
        this.count('sabotage')
        void sabotage(ledger, random.pick(targets), random.fork(), shared.signal).finally(
          () => sabotages--,
        )
      }
      if (random.chance(0.01)) void this.#restartOne(random.pick(targets))
    }
    await this.within(
      SETTLE_MS,
      until(() => sabotages === 0),
      () => {
        return `sabotage has not ended: ${ledger.open.map(describe).join('; ')}`
      },
    )
  }

  async within(ms: number, work: Promise<unknown>, why: () => string): Promise<void> {
    const stop = after(ms, () => this.ledger.violate(why()))
    await work
    stop()
  }

  /** By hand, one process after the other, while calls come. */
  async #restartOne({ handle, name }: HandleTarget): Promise<void> {
    if (handle === undefined) return
    this.count('restart()')
    const ended = handle.restart().catch(() => {})
    await this.within(SETTLE_MS, ended, () => `${name}.restart() has not ended`)
  }

  /** What there is only once, as the guard and its pipe, is there before stock is taken. */
  async #warmUp(): Promise<void> {
    writeFileSync(this.files.begun, '')
    this.setFaults(0)
    const handle = await this.program.worker(limits, this.files)
    await handle.call.sum(1, 2, 3)
    await handle.close()
    writeFileSync(this.files.begun, '')
    watchSignal(this.shared.signal)
  }

  /** When the handles are idle: nothing is counted that is not there, and everything that was. */
  async checkCounts(): Promise<void> {
    for (const { handle, name, calls, failed, doubtful } of this.#targets) {
      if (handle === undefined) continue
      if ('drain' in handle && handle.state !== 'failed') {
        await this.within(SETTLE_MS, handle.drain(), () => `${name} does not drain`)
      }
      const stats = handle.stats()
      if (stats.queued !== 0 || stats.running !== 0) {
        this.ledger.violate(`${name} is idle with ${stats.queued} queued, ${stats.running} running`)
      }
      if (stats.calls > calls || stats.calls < calls - doubtful) {
        this.ledger.violate(`${name} counts ${stats.calls} calls, not ${calls} (-${doubtful})`)
      }
      if (stats.failed > failed || stats.failed < failed - doubtful) {
        this.ledger.violate(`${name} counts ${stats.failed} failed, not ${failed} (-${doubtful})`)
      }
    }
  }

  /** Ends a handle in one of the ways that there are. */
  async end(target: HandleTarget, how: 'close' | 'close in time' | 'kill' | 'all'): Promise<void> {
    const { handle, name, allowed } = target
    if (handle === undefined) return
    allowed.add('ERR_CLOSED')
    const ended =
      how === 'close'
        ? handle.close()
        : how === 'close in time'
          ? handle.close({ timeout: this.random.between(1, 400) })
          : how === 'kill'
            ? handle.kill()
            : closeAll({ timeout: this.random.between(1, 400) })
    await this.within(SETTLE_MS, ended, () => `${name} does not end (${how})`)
    if (handle.state !== 'closed') this.ledger.violate(`${name} is ${handle.state} in the end`)
    if (handle.stats().processes.length > 0) this.ledger.violate(`${name} has processes in the end`)
  }

  async #checkRound(find: () => number[], findLeaks: () => Promise<string[]>): Promise<void> {
    await this.within(
      SETTLE_MS,
      until(() => find().length === 0),
      () => {
        return `processes are left: ${find().join()}`
      },
    )
    await this.checkCounts()
    const leaks = await findLeaks()
    if (leaks.length > 0) this.ledger.violate(`left: ${leaks.join(', ')}`)
    watchSignal(this.shared.signal)
    this.ledger.close(this.files.begun)
    writeFileSync(this.files.begun, '')
    for (const { handle } of this.#targets) this.#restarts += handle?.restarts ?? 0
    this.#targets = []
  }
}

/** A pool of four. */
async function pools(chaos: Chaos): Promise<void> {
  const { random } = chaos
  chaos.setFaults(0)
  const options: PoolOptions = {
    ...limits,
    restart,
    size: random.chance(0.5) ? 4 : { min: random.between(0, 2), max: 4 },
    idleTimeout: 200,
    schedule: random.pick(['idle-first', 'round-robin']),
    ...(random.chance(0.5) && { recycleAfter: { calls: random.between(1, 100) } }),
  }
  const target = chaos.add('pool', 'chaos-pool', await chaos.program.pool(options, chaos.files))
  chaos.setFaults(SETUP_FAULTS)
  await finish(chaos, [[target, 16]])
}

/** A worker with eight calls at a time, tasks in a pool, and tasks in processes of their own. */
async function mixture(chaos: Chaos): Promise<void> {
  const { program, files, random } = chaos
  chaos.setFaults(0)
  const settings = { ...limits, restart }
  const one = await program.worker({ ...settings, concurrency: 8, maxQueue: 10 }, files)
  const worker = chaos.add('worker', 'chaos-worker', one)
  worker.allowed.add('ERR_QUEUE_FULL')
  const shared = await program.taskPool({
    ...settings,
    size: { min: random.between(0, 1), max: 2 },
    concurrency: random.pick([1, 4]),
    idleTimeout: 300,
  })
  chaos.setFaults(SETUP_FAULTS)
  await finish(chaos, [
    [worker, 14],
    [chaos.add('task pool', 'chaos-task', shared), 6],
    [chaos.add('task', 'chaos-task'), 2],
  ])
}

/** One part of the time under attack, then an end: in peace, or in the middle of everything. */
async function finish(
  chaos: Chaos,
  loads: readonly (readonly [HandleTarget, number])[],
): Promise<void> {
  const targets = loads.map(([target]) => target)
  const how = chaos.random.pick(['close', 'close in time', 'kill', 'all'] as const)
  const isPeaceful = chaos.random.chance(0.3)
  const endAll = (): Promise<unknown> =>
    Promise.all(targets.map((target) => chaos.end(target, how)))
  await chaos.besiege(loads, async () => {
    await chaos.attackFor(ROUND_MS, targets)
    if (!isPeaceful) await endAll()
  })
  if (!isPeaceful) return
  await chaos.checkCounts()
  await endAll()
}

/** A pool with the intensity that it has by default: it must give up, and everything must come to an end. */
async function givingUp(chaos: Chaos): Promise<void> {
  const { program, files, random, ledger } = chaos
  chaos.setFaults(0)
  const handle = await program.pool({ ...limits, size: 4 }, files)
  const target = chaos.add('failing pool', 'chaos-pool', handle)
  target.allowed.add('ERR_RESTART_LIMIT')
  await chaos.besiege([[target, 12]], async () => {
    const killing = async (): Promise<void> => {
      while (handle.state !== 'failed') {
        await sleep(random.between(20, 150))
        const signal = attack(random, findChildren())
        if (signal !== undefined) chaos.count(signal)
      }
    }
    await chaos.within(GIVE_UP_MS, killing(), () => `the failing pool is ${handle.state}`)
    await sleep(200)
  })
  await chaos.checkCounts()
  const gone = until(() => handle.stats().processes.length === 0)
  await chaos.within(SETTLE_MS, gone, () => 'a pool that has failed has processes')
  if (random.chance(0.5)) {
    await handle.restart()
    if (handle.state !== 'running') ledger.violate(`restarted, and ${handle.state}`)
    await chaos.besiege([[target, 4]], () => sleep(300))
  }
  await chaos.end(target, random.pick(['close', 'kill']))
}

function callMethod(
  handle: PoolHandle<Api> | WorkerHandle<Api>,
  method: Method,
  args: unknown[],
  options: CallOptions,
): PromiseLike<unknown> {
  const api = handle.with(options).call as unknown as Record<
    string,
    (...args: unknown[]) => PromiseLike<unknown>
  >
  return (api[method] as (...args: unknown[]) => PromiseLike<unknown>)(...args)
}

/** Processes that there may be at a time, roughly. */
function sizeOf(handle: AnyHandle | undefined): number {
  if (handle === undefined) return 2
  return 'map' in handle ? 4 : 2
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10)
}

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ')
}
