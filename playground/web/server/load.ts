// A pool under load: so many calls a second from two callers, one that tries again after a crash and one that
// does not, and a hand that kills a process every half second.

import { type PoolHandle, pool, QueueFullError } from 'verdigris'

import type { LoadCount, LoadSample, LoadSettings } from '../protocol.ts'
import type { ProcessWatch } from './process-watch.ts'

const CALL_MS = 10
const DRIVE_MS = 10
const SAMPLE_MS = 250
const CHAOS_MS = 500
const MAX_QUEUE = 500
export const SIZE_LIMIT = 8
export const RATE_LIMIT = 800

type Engine = PoolHandle<(n: number) => number>

function openPool(size: number): Promise<Engine> {
  const shutdownTimeout = 1000
  // It is killed on purpose, again and again: nobody is to give it up for that.
  const restart = { intensity: Infinity, backoff: 0 }
  return pool('load', { size, maxQueue: MAX_QUEUE, restart, shutdownTimeout }, () => {
    const nobody = new Int32Array(new SharedArrayBuffer(4))
    return (n: number) => {
      // Holds up its process as a native library would, but leaves the machine's cores alone.
      Atomics.wait(nobody, 0, 0, CALL_MS)
      return n * n
    }
  })
}

export class Load {
  readonly #watch: ProcessWatch
  readonly #onSample: (sample: LoadSample) => void
  #settings: LoadSettings = { isOn: false, size: 2, callsPerSecond: 100, hasChaos: false }
  #pool: Engine | undefined
  #timers: NodeJS.Timeout[] = []
  /** Changes of the settings, one after the other. */
  #changes: Promise<void> = Promise.resolve()
  #due = 0
  #count = 0
  #latenciesMs: number[] = []
  #kills = 0
  #withoutRetries = noCalls()
  #withRetries = noCalls()

  constructor(watch: ProcessWatch, onSample: (sample: LoadSample) => void) {
    this.#watch = watch
    this.#onSample = onSample
  }

  get settings(): LoadSettings {
    return this.#settings
  }

  get restarts(): number {
    return this.#pool?.restarts ?? 0
  }

  /** Takes what it gets from the page, within limits. */
  async change(wanted: LoadSettings): Promise<LoadSettings> {
    const settings: LoadSettings = {
      isOn: wanted.isOn === true,
      size: clamp(wanted.size, 1, SIZE_LIMIT),
      callsPerSecond: clamp(wanted.callsPerSecond, 0, RATE_LIMIT),
      hasChaos: wanted.hasChaos === true,
    }
    this.#changes = this.#changes.then(() => this.#apply(settings))
    await this.#changes
    return this.#settings
  }

  close(): Promise<unknown> {
    return this.change({ ...this.#settings, isOn: false })
  }

  async #apply(settings: LoadSettings): Promise<void> {
    const needsOther = !settings.isOn || settings.size !== this.#settings.size
    const old = needsOther ? this.#pool : undefined
    if (settings.isOn && (needsOther || this.#pool === undefined)) {
      const fresh = await openPool(settings.size)
      this.#watch.addPool(fresh)
      this.#pool = fresh
    }
    this.#settings = settings
    if (!settings.isOn) this.#stop()
    else if (this.#timers.length === 0) this.#go()
    if (old === undefined) return
    // One that is replaced finishes what it has beside the new one.
    const closed = old.close(settings.isOn ? {} : { timeout: 1000 })
    const forgotten = closed.finally(() => this.#watch.removePool(old))
    await (settings.isOn ? undefined : forgotten)
  }

  #go(): void {
    // Calls of a load that was ended count no more.
    this.#withoutRetries = noCalls()
    this.#withRetries = noCalls()
    let drivenAt = performance.now()
    let sampledAt = drivenAt
    this.#timers = [
      setInterval(() => {
        const now = performance.now()
        this.#drive(now - drivenAt)
        drivenAt = now
      }, DRIVE_MS),
      setInterval(() => {
        const now = performance.now()
        this.#sample(now - sampledAt)
        sampledAt = now
      }, SAMPLE_MS),
      setInterval(() => this.#killOne(), CHAOS_MS),
    ]
  }

  #stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    this.#pool = undefined
    this.#due = 0
  }

  /** Makes the calls that are due, whether or not those before have been answered: as visitors do. */
  #drive(elapsedMs: number): void {
    const engine = this.#pool
    if (engine === undefined) return
    // After a stall, what was missed is not made up for.
    this.#due += (this.#settings.callsPerSecond * Math.min(elapsedMs, 100)) / 1000
    for (; this.#due >= 1; this.#due--) {
      this.#count += 1
      const isPatient = this.#count % 2 === 0
      const { call } = isPatient ? engine.with({ retries: 2, backoff: 20 }) : engine
      void this.#measure(call, isPatient ? this.#withRetries : this.#withoutRetries)
    }
  }

  async #measure(call: Engine['call'], into: LoadCount): Promise<void> {
    const startedAt = performance.now()
    try {
      await call(this.#count)
      this.#latenciesMs.push(performance.now() - startedAt)
    } catch (error) {
      if (error instanceof QueueFullError) into.refused += 1
      else into.failed += 1
      into.lastError = String(error)
    }
    into.done += 1
  }

  #killOne(): void {
    const processes = this.#pool?.stats().processes ?? []
    if (!this.#settings.hasChaos || processes.length === 0) return
    const victim = processes[Math.floor(Math.random() * processes.length)]
    if (victim === undefined) return
    this.#kills += 1
    try {
      process.kill(victim.pid, 'SIGKILL')
    } catch {
      // It has just ended by itself.
    }
  }

  #sample(periodMs: number): void {
    const engine = this.#pool
    if (engine === undefined) return
    const sorted = this.#latenciesMs.toSorted((a, b) => a - b)
    const at = (share: number): number | null => sorted[Math.floor(sorted.length * share)] ?? null
    this.#onSample({
      at: Date.now(),
      periodMs,
      settings: this.#settings,
      kills: this.#kills,
      queued: engine.queued,
      processes: engine.stats().processes.length,
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      withoutRetries: { ...this.#withoutRetries },
      withRetries: { ...this.#withRetries },
    })
    this.#latenciesMs = []
    this.#kills = 0
    for (const count of [this.#withoutRetries, this.#withRetries]) {
      Object.assign(count, { done: 0, failed: 0, refused: 0 })
    }
  }
}

function noCalls(): LoadCount {
  return { done: 0, failed: 0, refused: 0, lastError: '' }
}

function clamp(value: unknown, least: number, most: number): number {
  const number = Math.round(Number(value))
  return Number.isFinite(number) ? Math.min(Math.max(number, least), most) : least
}
