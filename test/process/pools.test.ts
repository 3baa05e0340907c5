// Several processes behind one queue: who takes which call, how many there are, and when one is replaced.
import { rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ClosedError, CrashError, QueueFullError, RestartLimitError, TimeoutError } from 'verdigris'
import { loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { pass, stopClock, untilTurn } from './fake-clock.ts'
import { createLog, type Log } from './logs.ts'
import { expectNoneLeft, isAlive, markDescendants, until } from './processes.ts'
import type * as Program from './programs/pools.ts'

let program: typeof Program
let find: () => number[]
let log: Log

beforeAll(async () => {
  program = await loadProgram<typeof Program>('pools')
})

beforeEach(() => {
  find = markDescendants()
  log = createLog()
})

afterEach(async () => {
  vi.useRealTimers()
  await expectNoneLeft(find)
  log.remove()
})

const range = (end: number): number[] => Array.from({ length: end }, (_, n) => n)

type Crew = Awaited<ReturnType<typeof Program.crew>>

const pidsOf = (pool: Pick<Crew, 'stats'>): number[] => pool.stats().processes.map(({ pid }) => pid)

const isIdle = (pool: Pick<Crew, 'stats'>): boolean =>
  pool.stats().processes.every(({ state }) => state === 'idle')

describe('a pool', () => {
  it('is really parallel: 12 calls of 500 ms on 4 processes take about 1.5 s', async () => {
    await using pool = await program.crew({ size: 4 })
    const startedAt = performance.now()
    const pids = await Promise.all(range(12).map(() => pool.call.sleep(500)))
    const tookMs = performance.now() - startedAt
    expect(new Set(pids).size).toBe(4)
    expect(tookMs).toBeGreaterThan(1_490)
    expect(tookMs).toBeLessThan(2_200)
  })

  it('has one queue: a call waits for whoever is free first', async () => {
    await using pool = await program.crew({ size: 2 })
    const file = log.beside('go')
    const long = pool.call.wait(file)
    // With a queue before each process half of them would wait behind the long one.
    const others = new Set(await Promise.all(range(9).map(() => pool.call.pid())))
    expect(pool.running).toBe(1)
    writeFileSync(file, '')
    expect(others.size).toBe(1)
    expect(others).not.toContain(await long)
  })

  it('gives a call to the process that was used last if several are free', async () => {
    await using pool = await program.crew({ size: 3 })
    const pids = []
    for (let n = 0; n < 6; n++) pids.push(await pool.call.pid())
    expect(new Set(pids).size).toBe(1)
    expect(await Promise.all(range(3).map(() => pool.call.sleep(50)))).toContain(pids[0])
  })

  it('round-robin: takes them in turn', async () => {
    await using pool = await program.crew({ size: 3, schedule: 'round-robin' })
    const pids: number[] = []
    for (let n = 0; n < 9; n++) pids.push(await pool.call.pid())
    expect(new Set(pids.slice(0, 3)).size).toBe(3)
    expect(pids.slice(3, 6)).toEqual(pids.slice(0, 3))
    expect(pids.slice(6)).toEqual(pids.slice(0, 3))
  })

  it('runs as many calls in each process as `concurrency` says, spread evenly', async () => {
    await using pool = await program.crew({ size: 2, concurrency: 2 })
    const first = range(2).map(() => pool.call.sleep(200))
    const others = range(2).map(() => pool.call.sleep(200))
    const waiting = pool.call.pid()
    expect([pool.running, pool.queued]).toEqual([4, 1])
    expect(new Set(await Promise.all(first)).size).toBe(2)
    expect(new Set(await Promise.all(others)).size).toBe(2)
    await waiting
  })

  it('has by default as many processes as the machine allows', async () => {
    const { availableParallelism } = await import('../../src/pool/parallelism.ts')
    await using pool = await program.ofDefaultSize()
    expect(pool.size).toBe(availableParallelism())
    expect(pidsOf(pool)).toHaveLength(pool.size)
  })

  it('starts when all its processes have', async () => {
    await using pool = await program.loggedCrew(log.file, { size: 3 })
    expect(log.read()).toBe('start start start')
    expect(pool.stats().processes.map(({ state }) => state)).toEqual(['idle', 'idle', 'idle'])
    expect(pool.state).toBe('running')
  })

  it('does not start when one of its processes does not, and leaves none', async () => {
    expect(await failureOf(program.halfBroken(log.file))).toMatchObject({
      name: 'RangeError',
      message: 'there is one already',
    })
    await expectNoneLeft(find)
  })

  it('maxQueue: one more call is refused at once', async () => {
    await using pool = await program.crew({ size: 2, maxQueue: 2 })
    const calls = range(4).map(() => pool.call.sleep(50))
    const error = await failureOf(pool.call.pid())
    expect(error).toBeInstanceOf(QueueFullError)
    expect(error).toMatchObject({ limit: 2, outcome: 'not-executed', label: 'crew', method: 'pid' })
    expect([pool.running, pool.queued]).toEqual([2, 2])
    await Promise.all(calls)
    expect([pool.running, pool.queued]).toEqual([0, 0])
  })

  it('drain: resolves when no call waits or runs, and takes new ones meanwhile', async () => {
    await using pool = await program.crew({ size: 2 })
    await pool.drain()
    let ended = 0
    const call = (): Promise<unknown> => pool.call.sleep(30).finally(() => ended++)
    const calls = range(5).map(call)
    const failing = pool.call.fail('no').catch(() => ended++)
    const drained = pool.drain()
    calls.push(call())
    await drained
    expect([pool.running, pool.queued]).toEqual([0, 0])
    await Promise.all([...calls, failing])
    expect(ended).toBe(7)
  })

  it('drain: is not held up by a call that leaves the queue', async () => {
    await using pool = await program.crew({ size: 1 })
    const controller = new AbortController()
    const file = log.beside('go')
    const running = pool.call.wait(file)
    const aborted = failureOf(pool.with({ signal: controller.signal }).call.pid())
    const drained = pool.drain()
    controller.abort('not any more')
    expect(await aborted).toBe('not any more')
    expect(pool.running).toBe(1)
    writeFileSync(file, '')
    await drained
    expect(pool.running).toBe(0)
    await running
  })

  it('stats: percentiles of how long calls wait and run', async () => {
    await using pool = await program.crew({ size: 2 })
    await Promise.all(range(8).map(() => pool.call.sleep(100)))
    const { waitMs, runMs, processes } = pool.stats()
    expect(waitMs.count).toBe(8)
    expect(runMs.count).toBe(8)
    // Two at a time: they wait 0, 100, 200 and 300 ms.
    expect(waitMs.p50).toBeGreaterThan(80)
    expect(waitMs.p50).toBeLessThan(290)
    expect(waitMs.p90).toBeGreaterThan(280)
    expect(waitMs.max).toBeGreaterThanOrEqual(waitMs.p99)
    expect(runMs.p50).toBeGreaterThan(95)
    expect(runMs.mean).toBeGreaterThan(95)
    expect(processes.map(({ calls }) => calls)).toEqual([4, 4])
  })

  it('map, call and with are all there is for a function', async () => {
    await using pool = await program.mapper({ size: 1 })
    expect(await pool.call(4)).toBe(8)
    expect(await pool.with({ timeout: 5_000 }).call(4)).toBe(8)
  })

  it('streams from several processes at a time', async () => {
    await using pool = await program.crew({ size: 2 })
    const read = async (end: number) => {
      const items: number[] = []
      for await (const item of pool.call.numbers(end)) items.push(item)
      return items
    }
    expect(await Promise.all([10, 20, 30, 40].map(read))).toEqual([10, 20, 30, 40].map(range))
  })
})

describe('one crash', () => {
  it('disturbs only the call that it belongs to', async () => {
    await using pool = await program.crew({ size: 3 })
    const calls = [
      pool.call.sleep(200),
      pool.call.crash(),
      pool.call.sleep(200),
      ...range(10).map(() => pool.call.pid()),
    ]
    const results = await Promise.allSettled(calls)
    const rejected = results.filter((result) => result.status === 'rejected')
    expect(rejected).toHaveLength(1)
    expect(rejected[0]?.reason).toBeInstanceOf(CrashError)
    expect(results[1]?.status).toBe('rejected')
    await until(() => pidsOf(pool).length === 3 && isIdle(pool))
    expect(pool.restarts).toBe(1)
  })

  it('of a process that is idle disturbs nobody', async () => {
    await using pool = await program.crew({ size: 2, restart: { intensity: 99, backoff: 0 } })
    for (let n = 0; n < 5; n++) {
      for (const pid of pidsOf(pool)) tryToKill(pid)
      expect(await Promise.all(range(4).map(() => pool.call.count()))).toHaveLength(4)
    }
    expect(pool.stats()).toMatchObject({ failed: 0 })
  })

  it('counts towards the restarts of the pool, not of one process', async () => {
    await using pool = await program.crew({ size: 3, restart: { intensity: 3 } })
    const crashes = [1, 2, 3].map(() => failureOf(pool.call.crash()))
    for (const error of await Promise.all(crashes)) expect(error).toBeInstanceOf(CrashError)
    expect(await pool.call.count()).toBe(1)
    await until(() => pidsOf(pool).length === 3 && isIdle(pool))
    const results = await Promise.allSettled([pool.call.crash(), pool.call.sleep(100)])
    // The process beside it finishes what it does.
    expect(results).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled' }])
    const error = await failureOf(pool.call.count())
    expect(error).toBeInstanceOf(RestartLimitError)
    expect(error).toMatchObject({ intensity: 3, cause: { code: 'ERR_CRASH' } })
    expect(pool.state).toBe('failed')
    await expectNoneLeft(find)
    await pool.restart()
    expect(pool.state).toBe('running')
    expect(pidsOf(pool)).toHaveLength(3)
  })

  it('while setups keep dying starts no more processes than may be', async () => {
    const broken = log.beside('broken')
    const restart = { intensity: 4, backoff: 1 }
    await using pool = await program.loggedCrew(log.file, { size: 2, restart }, broken)
    writeFileSync(broken, '')
    await failureOf(pool.call.crash())
    await until(() => pool.state === 'failed')
    expect(await failureOf(pool.call.pid())).toMatchObject({
      code: 'ERR_RESTART_LIMIT',
      cause: { code: 'ERR_START' },
    })
    await expectNoneLeft(find)
    // Two at first, and then as many as the intensity allows.
    expect(log.read().match(/start/g)).toHaveLength(2 + 4)
  })

  it('by a time limit replaces that process only', async () => {
    await using pool = await program.crew({ size: 2 })
    const before = pidsOf(pool)
    const results = await Promise.allSettled([
      pool.with({ timeout: 50 }).call.spin(),
      pool.call.sleep(200),
    ])
    expect((results[0] as PromiseRejectedResult).reason).toBeInstanceOf(TimeoutError)
    expect(results[1]?.status).toBe('fulfilled')
    await until(() => pidsOf(pool).length === 2 && isIdle(pool))
    expect(pidsOf(pool).filter((pid) => before.includes(pid))).toHaveLength(1)
    expect(pool.stats()).toMatchObject({ crashes: 0, restarts: 1 })
  })
})

describe('the size of a pool', () => {
  it('grows as calls wait, up to its maximum', async () => {
    await using pool = await program.crew({ size: { min: 1, max: 3 } })
    expect(pool.size).toBe(1)
    const file = log.beside('go')
    const calls = range(5).map(() => pool.call.wait(file))
    await until(() => pool.running === 3)
    expect(pool.size).toBe(3)
    expect(pool.queued).toBe(2)
    writeFileSync(file, '')
    expect(new Set(await Promise.all(calls)).size).toBe(3)
  })

  it('does not grow for calls that there are enough processes for', async () => {
    await using pool = await program.crew({ size: { min: 1, max: 3 } })
    for (let n = 0; n < 10; n++) await pool.call.pid()
    expect(pool.size).toBe(1)
  })

  it('shrinks to its minimum when they have been idle for `idleTimeout`', async () => {
    const size = { min: 1, max: 3 }
    await using pool = await program.loggedCrew(log.file, { size, idleTimeout: 5_000 })
    stopClock()
    const calls = range(3).map(() => pool.call.sleep(0))
    await untilTurn(() => pool.size === 3)
    await Promise.all(calls)
    await untilTurn(() => isIdle(pool))
    await pass(4_999)
    expect(pool.size).toBe(3)
    // One that is used begins to count anew.
    const used = await pool.call.pid()
    await pass(1)
    expect(pool.size).toBe(1)
    await untilTurn(() => pidsOf(pool).length === 1)
    expect(pidsOf(pool)).toEqual([used])
    await pass(100_000)
    expect(pool.size).toBe(1)
    expect(log.read()).toBe('start start start dispose dispose')
    expect(pool.restarts).toBe(0)
  })

  it('may be nothing at all until a call comes', async () => {
    const size = { min: 0, max: 2 }
    stopClock()
    await using pool = await program.crew({ size, idleTimeout: 1_000 })
    for (let times = 0; times < 2; times++) {
      const pid = await pool.call.pid()
      expect(pool.size).toBe(1)
      await pass(1_000)
      expect(pool.size).toBe(0)
      await untilTurn(() => !isAlive(pid) && pidsOf(pool).length === 0)
      expect(pool.state).toBe('running')
    }
    expect(await pool.call.count()).toBe(1)
  })

  it('that is nothing is kept by a crash, which is counted', async () => {
    const size = { min: 0, max: 1 }
    await using pool = await program.crew({ size, restart: { intensity: 1 } })
    const results = await Promise.allSettled([pool.call.crash(), pool.call.count()])
    expect(results).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 1 }])
    await failureOf(pool.call.crash())
    expect(await failureOf(pool.call.count())).toBeInstanceOf(RestartLimitError)
  })

  it('a call that left the queue is no reason for a process', async () => {
    const size = { min: 1, max: 4 }
    await using pool = await program.crew({ size, idleTimeout: 1_000 })
    const file = log.beside('go')
    const controller = new AbortController()
    const running = pool.call.wait(file)
    const { call } = pool.with({ signal: controller.signal })
    const aborted = range(3).map(() => failureOf(call.pid()))
    controller.abort()
    await Promise.all(aborted)
    expect(pool.queued).toBe(0)
    writeFileSync(file, '')
    await running
  })
})

describe('recycleAfter', () => {
  it('calls: replaces a process after so many, when the new one is ready', async () => {
    const options = { size: 1, recycleAfter: { calls: 3 } }
    const slow = log.beside('slow')
    await using pool = await program.loggedCrew(log.file, options, '', slow)
    const pids: number[] = []
    for (let n = 0; n < 2; n++) pids.push(await pool.call.pid())
    expect(log.read()).toBe('start')
    writeFileSync(slow, '')
    pids.push(await pool.call.pid())
    await log.expect('start start')
    // No gap: as long as the new one starts, the old one goes on.
    for (let n = 0; n < 5; n++) pids.push(await pool.call.pid())
    expect(new Set(pids).size).toBe(1)
    expect(pool.size).toBe(1)
    rmSync(slow)
    await log.expect('start start dispose')
    expect(await pool.call.pid()).not.toBe(pids[0])
    expect(pool.restarts).toBe(0)
    expect(pool.stats().crashes).toBe(0)
  })

  it('calls: no call rejects, and each process takes about its share', async () => {
    await using pool = await program.crew({ size: 2, recycleAfter: { calls: 50 } })
    const pids: number[] = []
    const call = async () => {
      for (let n = 0; n < 60; n++) {
        pids.push(await pool.call.sleep(2))
      }
    }
    await Promise.all(range(4).map(call))
    expect(pids).toHaveLength(240)
    expect(new Set(pids).size).toBeGreaterThan(3)
    expect(pool.stats()).toMatchObject({ failed: 0, crashes: 0 })
    await until(() => pool.stats().processes.length === 2)
  })

  it('calls: a replacement that does not start leaves the old one in its place', async () => {
    const options = { size: 1, recycleAfter: { calls: 1 }, restart: { intensity: 99, backoff: 0 } }
    const broken = log.beside('broken')
    await using pool = await program.loggedCrew(log.file, options, broken)
    writeFileSync(broken, '')
    const pid = await pool.call.pid()
    await until(() => pool.stats().crashes > 0)
    expect(await pool.call.pid()).toBe(pid)
    rmSync(broken)
    await until(() => pool.stats().processes.every((process) => process.pid !== pid))
    expect(await pool.call.pid()).not.toBe(pid)
  })

  it('memory: replaces a process that has become too large', async () => {
    const memory = 150 * 1024 * 1024
    await using pool = await program.crew({ size: 1, recycleAfter: { memory } })
    const first = await pool.call.grow(1024)
    expect(await pool.call.pid()).toBe(first)
    await pool.call.grow(200 * 1024 * 1024)
    // Its size is looked at from time to time, after a call.
    let pid = first
    await until(() => {
      void pool.call.pid().then((answer) => (pid = answer))
      return pid !== first
    })
    await pool.drain()
    expect(pool.stats()).toMatchObject({ crashes: 0, failed: 0, restarts: 0 })
  })
})

describe('the end of a pool', () => {
  it('close: finishes the calls that it has on all its processes, and disposes of each', async () => {
    const pool = await program.loggedCrew(log.file, { size: 2 })
    const calls = range(6).map(() => pool.call.sleep(20))
    const closed = pool.close()
    expect(pool.state).toBe('closing')
    expect(await failureOf(pool.call.pid())).toBeInstanceOf(ClosedError)
    expect(await Promise.all(calls)).toEqual(range(6).map(() => 20))
    await closed
    expect(log.read()).toBe('start start dispose dispose')
    expect(find()).toEqual([])
    expect(pool.size).toBe(0)
  })

  it('close: starts processes for calls that wait, if all have died', async () => {
    const pool = await program.crew({ size: { min: 0, max: 2 } })
    const calls = [failureOf(pool.call.crash()), pool.call.count(), pool.call.count()]
    await pool.close()
    await Promise.all(calls)
    expect(find()).toEqual([])
  })

  it('kill: ends all its processes and calls now', async () => {
    const pool = await program.crew({ size: 2 })
    const calls = range(5).map(() => failureOf(pool.call.spin()))
    await pool.kill()
    expect(find()).toEqual([])
    for (const error of await Promise.all(calls)) expect(error).toBeInstanceOf(ClosedError)
  })

  it('restart: replaces one after the other, so that calls go on', async () => {
    const pool = await program.loggedCrew(log.file, { size: 2 })
    const before = pidsOf(pool)
    let isOver = false
    const restarted = pool.restart().finally(() => (isOver = true))
    let calls = 0
    while (!isOver) {
      await pool.call.pid()
      calls++
    }
    await restarted
    expect(calls).toBeGreaterThan(1)
    expect(pidsOf(pool).filter((pid) => before.includes(pid))).toEqual([])
    expect(pool.restarts).toBe(2)
    expect(log.read()).toBe('start start dispose start dispose start')
    await pool.close()
  })
})

function tryToKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It had been replaced already.
  }
}
