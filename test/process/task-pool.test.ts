// Tasks that run in the processes of a pool: no start-up, and what others have left behind is there.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CrashError, TimeoutError } from 'verdigris'
import { loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { createLog, type Log } from './logs.ts'
import { expectNoneLeft, isAlive, markDescendants, until } from './processes.ts'
import type * as Program from './programs/task-pool.ts'

let program: typeof Program
let find: () => number[]
let log: Log

beforeAll(async () => {
  program = await loadProgram<typeof Program>('task-pool')
})

beforeEach(() => {
  find = markDescendants()
  log = createLog()
})

afterEach(async () => {
  await expectNoneLeft(find)
  log.remove()
})

const range = (end: number): number[] => Array.from({ length: end }, (_, n) => n)

describe('a pool without label', () => {
  it('runs any task of the build, in processes that stay', async () => {
    await using pool = await program.shared({ size: 1 })
    expect(await program.add({ pool }, 1, 2)).toBe(3)
    const [{ pid } = { pid: 0 }] = pool.stats().processes
    expect(await program.pid({ pool })).toBe(pid)
    expect(await program.pid({ pool })).toBe(pid)
    expect(await program.pid({})).not.toBe(pid)
    expect(pool.stats()).toMatchObject({ calls: 3, failed: 0, processes: [{ calls: 3 }] })
  })

  it('starts no process before the first task', async () => {
    await using pool = await program.shared({ size: 2 })
    expect(pool.size).toBe(0)
    expect(find()).toEqual([])
    expect(pool.state).toBe('starting')
    await program.add({ pool }, 1, 1)
    expect(pool.state).toBe('running')
  })

  it('evaluates a module once in each process, and keeps what it knows', async () => {
    await using pool = await program.shared({ size: 1 })
    const first = await program.count({ pool })
    await program.add({ pool }, 1, 1)
    const second = await program.count({ pool })
    expect(second).toEqual({ ...first, calls: 2 })
    await failureOf(program.crash({ pool }))
    const third = await program.count({ pool })
    expect(third.calls).toBe(1)
    expect(third.evaluated).not.toBe(first.evaluated)
  })

  it('is parallel', async () => {
    await using pool = await program.shared({ size: 3 })
    const pids = await Promise.all(range(6).map(() => program.sleep({ pool }, 200)))
    expect(new Set(pids).size).toBe(3)
    expect(pool.size).toBe(3)
  })

  it('takes in captured values as they are when the call is made', async () => {
    await using pool = await program.shared({ size: 1 })
    const first = program.sleep({ pool }, 50)
    const sums = range(50).map((n) => program.add({ pool }, n, 1))
    expect(await Promise.all(sums)).toEqual(range(50).map((n) => n + 1))
    await first
  })

  it('has nothing to call itself', async () => {
    await using pool = await program.shared({ size: 1 })
    expect(pool).not.toHaveProperty('call')
    expect(pool).not.toHaveProperty('map')
    expect(pool.label).toBe('')
  })

  it('does not change a task that has none', async () => {
    const first = await program.count({})
    const second = await program.count({})
    expect([first.calls, second.calls]).toEqual([1, 1])
    expect(first.pid).not.toBe(second.pid)
  })
})

describe('a task in a pool', () => {
  it('rejects with what it throws, and its process goes on', async () => {
    await using pool = await program.shared({ size: 1 })
    const pid = await program.pid({ pool })
    const error = await failureOf(program.throwError({ pool }))
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: 'thrown', code: 'E_THROWN' })
    expect((error as Error).stack).toContain('programs/task-pool.ts:')
    expect((error as Error).stack).toContain('task-pool.test.ts:')
    expect(await program.pid({ pool })).toBe(pid)
  })

  it('that crashes rejects alone, with its own label', async () => {
    await using pool = await program.shared({ size: 2 })
    const beside = program.sleep({ pool }, 200)
    const error = await failureOf(program.crash({ pool }))
    expect(error).toBeInstanceOf(CrashError)
    expect(error).toMatchObject({
      label: 'pooled-crash',
      callSite: expect.stringMatching(/^programs\/task-pool\.ts:\d+:\d+$/),
      signal: 'SIGSEGV',
      reason: 'segfault',
      outcome: 'unknown',
      phase: 'running',
      attempts: 1,
    })
    expect(isAlive((error as CrashError).pid ?? 0)).toBe(false)
    expect(await beside).toBeGreaterThan(0)
    expect(await program.add({ pool }, 1, 1)).toBe(2)
  })

  it('timeout: is killed in time and replaced', async () => {
    await using pool = await program.shared({ size: 1, restart: false })
    const pid = await program.pid({ pool })
    const error = await failureOf(program.hang({ pool, timeout: 100 }))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ label: 'pooled-hang', timeoutMs: 100, pid })
    expect(await program.pid({ pool })).not.toBe(pid)
  })

  it('timeout: may be the default of the pool', async () => {
    await using pool = await program.shared({ size: 1, timeout: 100 })
    expect(await failureOf(program.hang({ pool }))).toBeInstanceOf(TimeoutError)
    expect(await program.sleep({ pool, timeout: 60_000 }, 200)).toBeGreaterThan(0)
  })

  it('signal: while it waits, while it runs, and before', async () => {
    await using pool = await program.shared({ size: 1 })
    await program.pid({ pool })
    const running = new AbortController()
    const waiting = new AbortController()
    const first = failureOf(program.hang({ pool, signal: running.signal }))
    const second = failureOf(program.add({ pool, signal: waiting.signal }, 1, 1))
    const third = program.add({ pool }, 1, 1)
    waiting.abort('waiting')
    expect(await second).toBe('waiting')
    running.abort('running')
    expect(await first).toBe('running')
    expect(await third).toBe(2)
    const { signal } = running
    expect(await failureOf(program.add({ pool, signal }, 1, 1))).toBe('running')
  })

  it('retries: is made again in another process', async () => {
    await using pool = await program.shared({ size: 1 })
    const options = { pool, retries: 2, backoff: 1 }
    expect(await program.crashUnlessMade(options, log.file)).toBe('made')
    expect(log.read()).toBe('try try try')
    expect(await failureOf(program.crash(options))).toMatchObject({ attempts: 3 })
  })

  it('may be a generator, which frees its process at `break`', async () => {
    await using pool = await program.shared({ size: 1 })
    const pid = await program.pid({ pool })
    const items: number[] = []
    for await (const item of program.numbers({ pool }, 50)) items.push(item)
    expect(items).toEqual(range(50))
    for await (const item of program.numbers({ pool }, Infinity)) if (item === 100) break
    expect(await program.pid({ pool })).toBe(pid)
    expect(pool.restarts).toBe(0)
  })

  it('that gives what cannot cross rejects alone', async () => {
    await using pool = await program.shared({ size: 1 })
    const pid = await program.pid({ pool })
    expect(await failureOf(program.returnFunction({ pool }))).toMatchObject({
      code: 'ERR_SERIALIZATION',
      label: 'pooled-function',
      path: 'result.close',
    })
    expect(await program.pid({ pool })).toBe(pid)
  })

  it('whose module throws rejects alone, each time', async () => {
    await using pool = await program.shared({ size: 1 })
    const pid = await program.pid({ pool })
    for (let times = 0; times < 2; times++) {
      expect(await failureOf(program.brokenModule({ pool }))).toMatchObject({
        code: 'ERR_START',
        label: 'pooled-broken-module',
        cause: { message: 'module is broken' },
      })
    }
    expect(await program.pid({ pool })).toBe(pid)
  })

  it('whose module crashes takes one process with it, not one after the other', async () => {
    await using pool = await program.shared({ size: 1 })
    await program.pid({ pool })
    const error = await failureOf(program.lethalModule({ pool }))
    expect(error).toMatchObject({ label: 'pooled-lethal-module', signal: 'SIGKILL' })
    expect(await program.add({ pool }, 1, 1)).toBe(2)
    expect(pool.stats().crashes).toBe(1)
  })

  it('may have a worker of its own', async () => {
    await using pool = await program.shared({ size: 1 })
    const { value, inner, outer } = await program.nested({ pool }, 21)
    expect(value).toBe(42)
    expect(new Set([inner, outer, process.pid]).size).toBe(3)
    expect(await program.nested({ pool }, 1)).toMatchObject({ value: 2, outer })
    await until(() => !isAlive(inner))
  })

  it.each([
    ['env', { A: 'b' }],
    ['cwd', '/'],
    ['execArgv', []],
    ['stdout', 'ignore'],
    ['stderr', 'ignore'],
    ['memory', 100_000_000],
    ['maxMessageBytes', 2_000],
    ['startTimeout', 1_000],
    ['shutdownTimeout', 1_000],
  ] as const)('cannot have `%s`, which is the option of a process', async (name, value) => {
    await using pool = await program.shared({ size: 1 })
    const error = await failureOf(program.add({ pool, [name]: value }, 1, 1))
    expect(error).toMatchObject({
      code: 'ERR_OPTION',
      option: `task.${name}`,
      label: 'pooled-add',
      outcome: 'not-executed',
    })
    expect(find()).toEqual([])
  })

  it('needs a pool without label', async () => {
    await using labelled = await program.labelled()
    await using single = await program.single()
    for (const pool of [labelled, single, {}, null, 'pool', () => {}] as never[]) {
      const error = await failureOf(program.add({ pool }, 1, 1))
      expect(error).toMatchObject({ code: 'ERR_OPTION', option: 'task.pool' })
    }
  })

  it('has a process of its own with `pool: undefined`', async () => {
    expect(await program.add({ pool: undefined }, 1, 1)).toBe(2)
  })

  it('has the processes that the pool has options for', async () => {
    const out: string[] = []
    await using pool = await program.shared({
      size: 1,
      recycleAfter: { calls: 2 },
      maxQueue: 1,
      stdout: (line) => out.push(line),
    })
    const first = program.sleep({ pool }, 50)
    const second = program.pid({ pool })
    expect(await failureOf(program.pid({ pool }))).toMatchObject({
      code: 'ERR_QUEUE_FULL',
      label: 'pid',
    })
    const pid = await first
    await second
    await until(() => pool.stats().processes.every((process) => process.pid !== pid))
    expect(await program.pid({ pool })).not.toBe(pid)
  })

  it('is refused when the pool is closed', async () => {
    const pool = await program.shared({ size: 1 })
    const call = program.add({ pool }, 1, 1)
    const closed = pool.close()
    expect(await failureOf(program.add({ pool }, 1, 1))).toMatchObject({
      code: 'ERR_CLOSED',
      label: 'pooled-add',
    })
    expect(await call).toBe(2)
    await closed
    expect(find()).toEqual([])
  })

  it('that crashes too often fails the pool, until that is restarted', async () => {
    await using pool = await program.shared({ size: 1, restart: { intensity: 1 } })
    await failureOf(program.crash({ pool }))
    await failureOf(program.crash({ pool }))
    expect(await failureOf(program.add({ pool }, 1, 1))).toMatchObject({
      code: 'ERR_RESTART_LIMIT',
      label: 'pooled-add',
      cause: { code: 'ERR_CRASH', label: 'pooled-crash' },
    })
    await pool.restart()
    expect(await program.add({ pool }, 1, 1)).toBe(2)
  })
})
