// The policies of a pool, under a clock that stands still, with processes that do as they are told.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type PoolOptions,
  type ResolvedPoolOptions,
  resolvePoolOptions,
} from '../../../src/options.ts'
import { ProcessSet } from '../../../src/pool/process-set.ts'
import type { WorkerBundle } from '../../../src/process/bundle.ts'
import type { CallHost } from '../../../src/process/remote-call.ts'
import type * as Real from '../../../src/process/resident.ts'
import { createCodec } from '../../../src/wire/codec.ts'

/** What the set uses of a process. */
type Used = Omit<
  Pick<Real.Resident, keyof Real.Resident>,
  'methods' | 'uptimeMs' | 'kill' | 'endFor' | 'whenGone' | Exclude<keyof CallHost, 'pid'>
>

/** All that were made, in order. */
const made: FakeResident[] = []

/** A process without a process: it is ready, dies and answers when the test says so. */
class FakeResident implements Used {
  readonly pid = 1_000 + made.length
  readonly settings: Real.ResidentOptions
  readonly events: Real.ResidentEvents
  state: 'starting' | 'ready' | 'closing' | 'gone' = 'starting'
  running = 0
  answered = 0
  wasSacrificed = false
  wasLostSpare = false
  isAwaited = true
  holdMode = 'auto'
  #waiters: { resolve: () => void; reject: (error: unknown) => void }[] = []
  #closers: (() => void)[] = []

  constructor(settings: Real.ResidentOptions, events: Real.ResidentEvents) {
    this.settings = settings
    this.events = events
    made.push(this)
  }

  get bundle(): WorkerBundle {
    return this.settings.bundle
  }
  get isOpen(): boolean {
    return this.state === 'starting' || this.state === 'ready'
  }
  get isStarting(): boolean {
    return this.state === 'starting'
  }
  get isReady(): boolean {
    return this.state === 'ready'
  }
  get isClosing(): boolean {
    return this.state === 'closing'
  }
  get canTakeEarly(): boolean {
    return false
  }
  get room(): number {
    return this.isReady ? this.settings.concurrency - this.running : 0
  }

  expireUnread(): void {}

  take(): void {
    this.running++
  }
  setHoldMode(mode: Real.HoldMode): void {
    this.holdMode = mode
  }
  setAwaited(isAwaited: boolean): void {
    this.isAwaited = isAwaited
  }
  whenReady(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }))
  }
  retire(): void {
    if (!this.isOpen) return
    this.state = 'closing'
    this.events.onLost(false)
  }
  close(): Promise<void> {
    this.retire()
    return new Promise((resolve) => this.#closers.push(resolve))
  }

  // What the test has it do.

  becomeReady(): void {
    this.state = 'ready'
    for (const { resolve } of this.#waiters.splice(0)) resolve()
    this.events.onReady()
  }
  answer(): void {
    this.running--
    this.answered++
    this.events.onRoom()
  }
  /** To its end, after `close`. */
  end(): void {
    this.state = 'gone'
    this.events.onGone({ ...EXIT, error: undefined, isCrash: false, unstarted: [] })
    for (const resolve of this.#closers.splice(0)) resolve()
  }
  crash(error: unknown = new Error('crashed')): void {
    this.state = 'closing'
    this.events.onLost(true)
    this.state = 'gone'
    for (const { reject } of this.#waiters.splice(0)) reject(error)
    this.events.onGone({ ...EXIT, error, isCrash: true, unstarted: [] })
  }
}

const EXIT = { exit: { code: 0, signal: null }, reason: 'exit' } as const

vi.mock('../../../src/process/resident.ts', () => ({
  // Deferred, as the class below is not there yet when this is hoisted.
  get Resident() {
    return FakeResident
  },
}))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
  made.length = 0
})

const FACTS = { kind: 'pool', label: 'fake', callSite: 'fake.ts:1:1' } as const
const BUNDLE: WorkerBundle = { path: '/bundle.mjs', build: 'a', types: undefined, isInline: false }
const CALL = { signal: undefined } as Real.ResidentCall

async function start(options: PoolOptions, kind: 'pool' | 'worker' = 'pool') {
  const resolved: ResolvedPoolOptions = resolvePoolOptions(options, FACTS)
  const told: unknown[][] = []
  const state = { waiting: 0, failures: [] as unknown[], told }
  const captured = { text: '', attachments: [] }
  const set = new ProcessSet(
    {
      facts: { ...FACTS, kind },
      options: resolved,
      setup: { bundle: BUNDLE, codec: createCodec(), captured },
    },
    {
      countWaiting: () => state.waiting,
      onRoom: () => {},
      onUnstarted: () => {},
      onFailed: (error) => void state.failures.push(error),
      emit: (name, ...facts) => void told.push([name, ...facts]),
    },
  )
  const started = set.startFirst()
  for (const resident of made) resident.becomeReady()
  await started
  const live = (): FakeResident[] => made.filter(({ state: now }) => now !== 'gone')
  const open = (): FakeResident[] => made.filter(({ isOpen }) => isOpen)
  const newest = (): FakeResident => made.at(-1) as FakeResident
  /** So many calls wait. */
  const wait = (calls: number): void => {
    state.waiting = calls
    set.fill()
  }
  /** Gives a call to whom it may concern. */
  const dispatch = (): FakeResident | undefined => {
    const before = made.map(({ running }) => running)
    return set.dispatch(CALL, undefined)
      ? made.find(({ running }, index) => running !== before[index])
      : undefined
  }
  return { set, state, live, open, newest, wait, dispatch }
}

describe('the number of processes', () => {
  it('is at least the minimum, and one at first even if that is none', async () => {
    await start({ size: { min: 2, max: 5 } })
    expect(made).toHaveLength(2)
    made.length = 0
    await start({ size: { min: 0, max: 5 } })
    expect(made).toHaveLength(1)
  })

  it('grows with the calls that wait, counting those that start already, up to the maximum', async () => {
    const { wait } = await start({ size: { min: 1, max: 4 } })
    wait(2)
    expect(made).toHaveLength(3)
    wait(2)
    expect(made).toHaveLength(3)
    wait(100)
    expect(made).toHaveLength(4)
  })

  it('grows by what they can run beside each other', async () => {
    const { wait } = await start({ size: { min: 1, max: 9 }, concurrency: 4 })
    wait(4)
    expect(made).toHaveLength(2)
    wait(5)
    expect(made).toHaveLength(3)
  })

  it('shrinks by those that have been idle longest, to the minimum', async () => {
    const { wait, dispatch, open } = await start({ size: { min: 1, max: 3 }, idleTimeout: 1_000 })
    wait(2)
    wait(0)
    for (const resident of made.slice(1)) resident.becomeReady()
    vi.advanceTimersByTime(600)
    const used = dispatch()
    used?.answer()
    vi.advanceTimersByTime(399)
    expect(open()).toHaveLength(3)
    vi.advanceTimersByTime(1)
    expect(open()).toEqual([used])
    // Nothing is left to look at, although the others have not ended yet.
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not shrink by those that run, however long', async () => {
    const { dispatch, open } = await start({ size: { min: 0, max: 1 }, idleTimeout: 1_000 })
    const busy = dispatch()
    vi.advanceTimersByTime(10_000)
    expect(open()).toEqual([busy])
    busy?.answer()
    vi.advanceTimersByTime(999)
    expect(open()).toEqual([busy])
    vi.advanceTimersByTime(1)
    expect(open()).toEqual([])
  })
})

describe('a call', () => {
  it('goes to the process that was used last; round-robin, to the next in turn', async () => {
    const { dispatch } = await start({ size: 3 })
    const turns = Array.from({ length: 4 }, () => {
      const taker = dispatch()
      taker?.answer()
      return taker?.pid
    })
    expect(new Set(turns).size).toBe(1)
    made.length = 0
    const other = await start({ size: 3, schedule: 'round-robin' })
    const inTurn = Array.from({ length: 6 }, () => {
      const taker = other.dispatch()
      taker?.answer()
      return taker?.pid
    })
    expect(inTurn).toEqual([1_000, 1_001, 1_002, 1_000, 1_001, 1_002])
  })

  it('goes to the least busy, and to none that has no room', async () => {
    const { dispatch } = await start({ size: 2, concurrency: 2 })
    const pids = Array.from({ length: 5 }, () => dispatch()?.pid)
    expect(new Set(pids.slice(0, 2)).size).toBe(2)
    expect(new Set(pids.slice(2, 4)).size).toBe(2)
    expect(pids[4]).toBeUndefined()
  })
})

describe('a crash', () => {
  it('is made good at once if the process had answered, and put off longer each time if not', async () => {
    const { dispatch, newest, live } = await start({ size: 1, restart: { intensity: 99 } })
    for (let times = 0; times < 3; times++) {
      dispatch()?.answer()
      newest().crash()
      expect(live()).toHaveLength(1)
      newest().becomeReady()
    }
    for (const ms of [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]) {
      newest().crash()
      vi.advanceTimersByTime(ms - 1)
      expect(live()).toEqual([])
      vi.advanceTimersByTime(1)
      expect(live()).toHaveLength(1)
    }
    newest().becomeReady()
    dispatch()?.answer()
    newest().crash()
    expect(live()).toHaveLength(1)
  })

  it('has the delay that the option says', async () => {
    const backoff = vi.fn((failures: number) => failures * 10)
    const { newest, live } = await start({ size: 1, restart: { intensity: 99, backoff } })
    for (const failures of [1, 2, 3]) {
      newest().crash()
      expect(backoff).toHaveBeenLastCalledWith(failures)
      vi.advanceTimersByTime(failures * 10 - 1)
      expect(live()).toEqual([])
      vi.advanceTimersByTime(1)
      expect(live()).toHaveLength(1)
    }
  })

  it('beyond the intensity within the period is the last: nothing is started any more', async () => {
    const { newest, live, state } = await start({
      size: 1,
      restart: { intensity: 2, period: 1_000, backoff: 0 },
    })
    newest().crash()
    vi.advanceTimersByTime(500)
    newest().crash()
    vi.advanceTimersByTime(501)
    // The first of them is forgotten.
    newest().crash()
    expect(state.failures).toEqual([])
    const last = new Error('the last')
    newest().crash(last)
    expect(state.failures).toEqual([last])
    vi.advanceTimersByTime(100_000)
    expect(live()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is told with the end of the process; the restart when the new one is ready', async () => {
    const { newest, state, set } = await start({ size: 1 })
    const error = new Error('crashed')
    newest().crash(error)
    expect(state.told).toEqual([
      ['crash', error],
      ['exit', { pid: 1_000, ...EXIT }],
    ])
    newest().becomeReady()
    expect(state.told[2]).toEqual(['restart', { pid: 1_001, restarts: 1 }])
    expect([set.crashes, set.restarts]).toEqual([1, 1])
  })

  it('that was no crash but a process killed for its call is made good without being counted', async () => {
    const { newest, live, set } = await start({ size: 1, restart: false })
    const victim = newest()
    victim.wasSacrificed = true
    const closed = victim.close()
    victim.end()
    await closed
    expect(live()).toHaveLength(1)
    expect([set.crashes, set.restarts]).toEqual([0, 1])
  })
})

describe('recycling', () => {
  it('starts the new process first, and ends the old one when that is ready', async () => {
    const { dispatch, open, newest } = await start({ size: 1, recycleAfter: { calls: 2 } })
    const [old] = made
    dispatch()?.answer()
    expect(made).toHaveLength(1)
    dispatch()?.answer()
    expect(made).toHaveLength(2)
    expect(dispatch()).toBe(old)
    old?.answer()
    expect(made).toHaveLength(2)
    newest().becomeReady()
    expect(open()).toEqual([newest()])
    expect(dispatch()).toBe(newest())
  })

  it('starts no other one beside the old one if the new one does not start', async () => {
    const { dispatch, open } = await start({ size: 1, recycleAfter: { calls: 1 } })
    const [old] = made
    dispatch()?.answer()
    made[1]?.crash()
    expect(open()).toEqual([old])
    expect(made).toHaveLength(2)
  })

  it('leaves the old one in its place if the new one does not start, and tries again', async () => {
    const options = { recycleAfter: { calls: 1 }, restart: { intensity: 99, backoff: 60_000 } }
    const { dispatch, open, set } = await start({ size: 1, ...options })
    const [old] = made
    dispatch()?.answer()
    made[1]?.crash()
    expect(open()).toEqual([old])
    expect(dispatch()).toBe(old)
    old?.answer()
    expect(made.length).toBeGreaterThan(2)
    expect(set.crashes).toBe(1)
  })
})

describe('the end', () => {
  it('leaves no timer behind', async () => {
    const { set, wait, newest } = await start({ size: { min: 1, max: 3 }, idleTimeout: 1_000 })
    wait(2)
    wait(0)
    for (const resident of made.slice(1)) resident.becomeReady()
    newest().crash()
    newest().crash()
    newest().crash()
    expect(vi.getTimerCount()).toBeGreaterThan(0)
    const closed = set.close()
    for (const resident of made) if (resident.state === 'closing') resident.end()
    await closed
    expect(vi.getTimerCount()).toBe(0)
    wait(5)
    expect(made.every(({ state }) => state === 'gone')).toBe(true)
  })

  it('restarting by hand replaces one after the other, and nobody before it is gone', async () => {
    const { set, wait, live } = await start({ size: 2 })
    const [first, second] = made
    const replaced = set.replaceAll()
    wait(3)
    expect(live()).toEqual([first, second])
    first?.end()
    await vi.waitUntil(() => made.length === 3)
    expect(second?.isOpen).toBe(true)
    made[2]?.becomeReady()
    await vi.waitUntil(() => second?.isOpen === false)
    expect(made).toHaveLength(3)
    second?.end()
    await vi.waitUntil(() => made.length === 4)
    made[3]?.becomeReady()
    await replaced
    expect(set.restarts).toBe(2)
    expect(set.crashes).toBe(0)
  })
})
