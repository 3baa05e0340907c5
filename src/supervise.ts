// `supervise`: several workers and pools that stand and fall together, by the rules of Erlang/OTP's `supervisor`.
import { ClosedError, OptionError, RestartLimitError } from './errors.ts'
import type { CloseOptions, Handle, HandleState, Supervisor } from './handles.ts'
import {
  type ResolvedSuperviseOptions,
  resolveCloseOptions,
  resolveSuperviseOptions,
  type SuperviseOptions,
} from './options.ts'
import { poolOf } from './pool/pool-of.ts'
import type { ProcessPool } from './pool/process-pool.ts'
import { RestartLimit } from './supervisor/restart-limit.ts'

type Factory = () => Promise<Handle> | Handle
type HandlesOf<Factories extends readonly Factory[]> = {
  -readonly [Index in keyof Factories]: Awaited<ReturnType<Factories[Index]>>
}

/**
 * Starts workers and pools from left to right, and keeps them: when a worker crashes, or a pool more often than
 * its own `restart` allows, it is restarted, and with it, by `strategy`, none, all of the others or those after
 * it. They are ended from right to left and started again from left to right. A restart beyond `intensity`
 * within `period` ends them all: their calls reject with a `RestartLimitError`.
 *
 * The handles stay the same; calls that are made meanwhile wait. The option `restart` of a supervised worker is
 * not used.
 *
 * @param children functions that start one each
 * @returns when all have started
 * @throws what the first child rejects with that does not start; those before it are closed
 * @throws {OptionError} `ERR_OPTION`
 * @example
 * await using app = await supervise({ strategy: 'rest-for-one' }, [
 *   () => worker('db', () => openDatabase()),
 *   () => pool('search', { size: 2 }, () => openIndex()),
 * ])
 * const [db, search] = app.children
 */
export async function supervise<const Factories extends readonly Factory[]>(
  options: SuperviseOptions,
  children: Factories,
): Promise<Supervisor<HandlesOf<Factories>>> {
  const supervision = new Supervision(resolveSuperviseOptions(options))
  const handles: Handle[] = []
  try {
    for (const start of children) {
      const handle = await start()
      supervision.add(asPool(handle))
      handles.push(handle)
      await supervision.settle()
    }
  } catch (error) {
    await supervision.close(undefined).catch(() => {}) // why it did not start says more
    throw error
  }
  // One handle for each function, in their order.
  return new SupervisorHandle(supervision, handles as HandlesOf<Factories>)
}

class SupervisorHandle<Children extends readonly Handle[]> implements Supervisor<Children> {
  readonly children: Children
  readonly #supervision: Supervision

  constructor(supervision: Supervision, children: Children) {
    this.#supervision = supervision
    this.children = children
  }

  get state(): HandleState {
    return this.#supervision.state
  }

  get restarts(): number {
    return this.#supervision.restarts
  }

  restart(): Promise<void> {
    return this.#supervision.restartAll()
  }

  async close(options: CloseOptions = {}): Promise<void> {
    await this.#supervision.close(resolveCloseOptions(options, FACTS))
  }

  kill(): Promise<void> {
    return this.#supervision.kill()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#supervision.close(undefined)
  }
}

class Supervision {
  readonly #options: ResolvedSuperviseOptions
  readonly #limit: RestartLimit
  readonly #pools: ProcessPool[] = []
  #state: HandleState = 'running'
  #restarts = 0
  /** Pools that are about to be ended because one of them has crashed. */
  readonly #underRepair = new Set<ProcessPool>()
  /** Those of them that have crashed meanwhile. */
  readonly #toIgnore = new Set<ProcessPool>()
  /** Why it has given up. */
  #failure: unknown
  /** One thing after the other: a crash may come while another is dealt with. */
  #work: Promise<void> = Promise.resolve()

  constructor(options: ResolvedSuperviseOptions) {
    this.#options = options
    this.#limit = new RestartLimit(options, () => performance.now())
  }

  get state(): HandleState {
    return this.#state
  }

  get restarts(): number {
    return this.#restarts
  }

  add(pool: ProcessPool): void {
    this.#pools.push(pool)
    pool.supervise({
      onLost: () => {
        // It would have been ended because of another in any case.
        if (this.#underRepair.has(pool)) return void this.#toIgnore.add(pool)
        for (const each of this.#affectedBy(pool)) {
          each.processes.pause()
          this.#underRepair.add(each)
        }
      },
      onCrash: (error) => {
        if (this.#toIgnore.delete(pool)) return
        this.#work = this.#work.then(() => this.#repair(pool, error))
      },
    })
  }

  async restartAll(): Promise<void> {
    if (this.#state !== 'running' && this.#state !== 'failed') {
      throw new ClosedError({ ...FACTS, phase: 'queued', outcome: 'not-executed' }, 'closed')
    }
    this.#limit.reset()
    await this.#work
    for (const pool of this.#pools.toReversed()) await pool.processes.suspend(undefined)
    this.#state = 'running'
    const failures: unknown[] = []
    for (const pool of this.#pools) {
      this.#underRepair.delete(pool)
      const restarted = pool.state === 'failed' ? pool.restart() : pool.processes.resume()
      await restarted.catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  }

  /** Resolves when nothing is being repaired. Rejects if it has given up. */
  async settle(): Promise<void> {
    await this.#work
    if (this.#state !== 'failed') return
    throw new RestartLimitError({
      ...FACTS,
      ...this.#options,
      phase: 'queued',
      outcome: 'not-executed',
      cause: this.#failure,
    })
  }

  async close(timeoutMs: number | undefined): Promise<void> {
    this.#state = 'closing'
    const endsAt = performance.now() + (timeoutMs ?? Infinity)
    for (const pool of this.#pools) {
      // Calls that wait for a restart are to be finished as well; from here on each pool helps itself.
      pool.supervise(undefined)
      pool.processes.resume().catch(() => {})
    }
    const failures: unknown[] = []
    for (const pool of this.#pools.toReversed()) {
      const leftMs = timeoutMs === undefined ? undefined : Math.max(1, endsAt - performance.now())
      await pool.close(leftMs).catch((error: unknown) => failures.push(error))
    }
    this.#state = 'closed'
    if (failures.length > 0) throw failures[0]
  }

  async kill(): Promise<void> {
    this.#state = 'closed'
    await Promise.all(this.#pools.toReversed().map((pool) => pool.kill()))
  }

  async #repair(crashed: ProcessPool, error: unknown): Promise<void> {
    if (this.#state !== 'running') return
    if (!this.#limit.note()) {
      this.#state = 'failed'
      this.#failure = error
      for (const pool of this.#pools.toReversed()) pool.fail(error, this.#options)
      return
    }
    this.#restarts++
    const affected = this.#affectedBy(crashed)
    for (const pool of affected.toReversed()) await pool.processes.suspend(error)
    for (const pool of affected) {
      this.#underRepair.delete(pool)
      try {
        await pool.processes.resume()
      } catch {
        // A worker that has crashed again is the next thing to deal with. A pool helps itself.
        if (pool.facts.kind === 'worker') return
      }
    }
  }

  #affectedBy(crashed: ProcessPool): ProcessPool[] {
    const { strategy } = this.#options
    if (strategy === 'one-for-one') return [crashed]
    if (strategy === 'one-for-all') return this.#pools
    return this.#pools.slice(this.#pools.indexOf(crashed))
  }
}

const FACTS = { kind: 'supervisor', label: '', callSite: '' } as const

function asPool(handle: Handle): ProcessPool {
  const pool = poolOf(handle)
  if (pool !== undefined) return pool
  throw new OptionError(
    { ...FACTS, option: 'supervise.children', phase: 'queued', outcome: 'not-executed' },
    'functions that give a worker or a pool each',
    handle,
  )
}
