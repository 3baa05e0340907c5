// What happens between two states of a worker, a pool or a supervisor: a call, a restart or an end that comes then.
import { rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { pass, stopClock, untilTurn } from './fake-clock.ts'
import { createLog, type Log } from './logs.ts'
import { expectNoneLeft, markDescendants, until } from './processes.ts'
import type * as Program from './programs/edges.ts'

let program: typeof Program
let find: () => number[]
let log: Log
/** What the names of all files of a test begin with. */
let files: string

beforeAll(async () => {
  program = await loadProgram<typeof Program>('edges')
})

beforeEach(() => {
  find = markDescendants()
  log = createLog()
  files = `${log.beside('')}/`
})

afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await expectNoneLeft(find)
  log.remove()
})

const make = (name: string): void => writeFileSync(log.beside(name), '')
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** This process hears nothing until then. */
function blockUntil(condition: () => boolean): void {
  const end = performance.now() + 10_000
  while (!condition() && performance.now() < end);
}

/** Ends its process. Resolves when it takes no more calls. */
async function loseProcess(handle: { pid: number | undefined }): Promise<void> {
  process.kill(handle.pid ?? 0, 'SIGKILL')
  while (handle.pid !== undefined) await turn()
}

describe('a call that was sent to a process that is dead', () => {
  it('is made by the next one if the worker is closed meanwhile', async () => {
    const worker = await program.edge(files)
    const closed = new Promise<void>((resolve) =>
      worker.on('crash', () => void worker.close().then(resolve)),
    )
    process.kill(worker.pid ?? 0, 'SIGKILL')
    expect(await worker.call.ping()).toBe('pong')
    await closed
  })

  it('rejects if the worker is killed meanwhile', async () => {
    const worker = await program.edge(files)
    worker.on('crash', () => void worker.kill())
    process.kill(worker.pid ?? 0, 'SIGKILL')
    expect(await failureOf(worker.call.ping())).toMatchObject({ code: 'ERR_CLOSED' })
  })

  it('rejects if it is aborted while the next one starts', async () => {
    await using worker = await program.edge(files)
    make('slow')
    const controller = new AbortController()
    process.kill(worker.pid ?? 0, 'SIGKILL')
    const failure = failureOf(worker.with({ signal: controller.signal }).call.ping())
    await log.expect('start start')
    controller.abort()
    expect(await failure).toMatchObject({ name: 'AbortError' })
    rmSync(log.beside('slow'))
  })

  it('rejects if the pool is closing and starts no more processes', async () => {
    const crew = await program.crew(files, { size: 2, concurrency: 2, restart: false })
    const calls = [crew.call.crashAt('end'), crew.call.crashAt('end')]
    await log.expect('begun begun')
    const results = Promise.allSettled([...calls, crew.call.ping(), crew.call.ping()])
    await turn()
    const closed = crew.close()
    make('end')
    const crash = { reason: { code: 'ERR_CRASH' } }
    const limit = { reason: { code: 'ERR_RESTART_LIMIT', outcome: 'not-executed' } }
    expect(await results).toMatchObject([crash, crash, limit, limit])
    await closed
  })
})

describe('a start', () => {
  it('whose time is over is not repeated for a call that it has run after all', async () => {
    await using worker = await program.edge(files, { startTimeout: 400 })
    make('slow')
    await loseProcess(worker)
    const kill = process.kill.bind(process)
    // It becomes ready between the last look at it and the signal.
    vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
      if (pid < 0 && signal === 'SIGKILL') {
        rmSync(log.beside('slow'), { force: true })
        blockUntil(() => log.read().includes('begun'))
      }
      return kill(pid, signal)
    })
    const failure = await failureOf(worker.call.waitFor('never'))
    expect(failure).toMatchObject({ code: 'ERR_START', outcome: 'unknown' })
    expect(log.read().split('begun')).toHaveLength(2)
    vi.restoreAllMocks()
  })

  it('of a task has its time limit in a pool as well', async () => {
    await using shared = await program.shared({ size: 1, startTimeout: 700 })
    expect(await program.one(shared)).toBe(1)
    expect(await failureOf(program.hangingModule(shared))).toMatchObject({ code: 'ERR_START' })
    expect(await program.one(shared)).toBe(1)
  })

  it('of a call has no limit while another one computes', async () => {
    await using worker = await program.edge(files, { concurrency: 2, startTimeout: 5_000 })
    stopClock()
    const computed = worker.call.computeUntil('end')
    await untilTurn(() => log.read() === 'start begun')
    const answered = worker.call.ping()
    for (let times = 0; times < 4; times++) {
      await pass(5_000)
      // The looks that a limit takes before it holds.
      for (let turns = 0; turns < 5; turns++) await turn()
    }
    make('end')
    expect(await Promise.all([computed, answered])).toEqual(['done', 'pong'])
    expect(worker.stats().crashes).toBe(0)
  })

  it('rejects if everything is closed meanwhile', async () => {
    make('slow')
    const failure = failureOf(program.edge(files))
    await log.expect('start')
    await program.closeAll()
    expect(await failure).toMatchObject({ code: 'ERR_CLOSED' })
  })
})

describe('restart()', () => {
  it('lets a call end that the new process took while it started', async () => {
    await using worker = await program.edge(files)
    await loseProcess(worker)
    const call = worker.call.waitFor('end')
    await turn()
    blockUntil(() => log.read().endsWith('begun'))
    const restarted = worker.restart()
    make('end')
    expect(await call).toBe('done')
    await restarted
  })

  it('does not wait for the backoff', async () => {
    await using worker = await program.edge(files, { restart: { backoff: 3_600_000 } })
    await failureOf(worker.call.crash())
    expect(worker.pid).toBeUndefined()
    await worker.restart()
    expect(worker.state).toBe('running')
    expect(worker.pid).toBeTypeOf('number')
  })

  it('may be called when the last crash is told', async () => {
    await using worker = await program.edge(files, { restart: false })
    const states: string[] = []
    const restarted = new Promise<void>((resolve, reject) => {
      worker.once('crash', () => {
        states.push(worker.state)
        worker.restart().then(resolve, reject)
      })
    })
    await failureOf(worker.call.crash())
    await restarted
    expect([...states, worker.state]).toEqual(['failed', 'running'])
    expect(await worker.call.ping()).toBe('pong')
  })

  it('of one that has failed starts one process, however often it is called', async () => {
    await using worker = await program.edge(files, { restart: false })
    await failureOf(worker.call.crash())
    await until(() => worker.state === 'failed')
    await Promise.all([worker.restart(), worker.restart()])
    expect(worker.state).toBe('running')
    expect(log.read()).toBe('start start')
  })
})

describe('a function of the program that throws', () => {
  it('as a backoff does not stop the restart', async () => {
    const later: unknown[] = []
    // What is thrown in a tick of its own is nobody's but the program's.
    const others = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => later.push(error))
    try {
      const backoff = (): never => {
        throw new Error('of the backoff')
      }
      await using worker = await program.edge(files, { restart: { backoff } })
      expect(await failureOf(worker.call.crash())).toMatchObject({ code: 'ERR_CRASH' })
      expect(await worker.call.ping()).toBe('pong')
      expect(later).toMatchObject([{ message: 'of the backoff' }])
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of others) process.on('uncaughtException', listener)
    }
  })
})

describe('a crash', () => {
  it('from outside is not said to come from an exception that was handled', async () => {
    await using worker = await program.edge(files)
    const call = failureOf(worker.call.throwAndStall())
    await log.expect('start handled')
    process.kill(worker.pid ?? 0, 'SIGKILL')
    const error = await call
    expect(error).toMatchObject({ code: 'ERR_CRASH', signal: 'SIGKILL' })
    expect((error as Error).cause).toBeUndefined()
  })
})

describe('a queue', () => {
  it('that may hold nothing leaves what processes can take, started or not', async () => {
    await using crew = await program.crew(files, { size: { min: 1, max: 2 }, maxQueue: 0 })
    const taken = Promise.all([crew.call.waitFor('end'), crew.call.waitFor('end')])
    expect(await failureOf(crew.call.ping())).toMatchObject({ code: 'ERR_QUEUE_FULL', limit: 0 })
    make('end')
    expect(await taken).toEqual(['done', 'done'])
    await using shared = await program.shared({ maxQueue: 0 })
    expect(await program.one(shared)).toBe(1)
  })
})

describe('a disposal', () => {
  it('may give what cannot cross', async () => {
    const worker = await program.disposing()
    await expect(worker.close()).resolves.toBeUndefined()
  })
})

describe('a supervisor', () => {
  it('starts those after a pool that has crashed again while it was restarted', async () => {
    await using supervisor = await program.poolBeforeWorker(files)
    const [before, after] = supervisor.children
    make('once')
    await failureOf(after.call.crash())
    expect(await before.call()).toBe('pool')
    expect(await after.call.ping()).toBe('worker')
  })

  it('restarts by hand those after one that does not start', async () => {
    await using supervisor = await program.twoWorkers(files)
    const [first, second] = supervisor.children
    make('once')
    expect(await failureOf(supervisor.restart())).toMatchObject({ code: 'ERR_START' })
    expect(await second.call.ping()).toBe('second')
    expect(await first.call.ping()).toBe('first')
  })

  it('counts children that crash at once as one restart', async () => {
    await using supervisor = await program.threeForAll()
    const pids = supervisor.children.map(({ pid = 0 }) => pid)
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    const others = await Promise.all(supervisor.children.map((child) => child.call()))
    expect(others.some((pid) => pids.includes(pid))).toBe(false)
    expect([supervisor.state, supervisor.restarts]).toEqual(['running', 1])
  })

  it('rejects, and leaves nothing, if it has to give up before all have started', async () => {
    expect(await failureOf(program.crashesMeanwhile(files))).toMatchObject({
      code: 'ERR_RESTART_LIMIT',
      cause: { code: 'ERR_CRASH', label: 'crashing', exitCode: 1 },
    })
    expect(find()).toEqual([])
  })

  it('closes all of them within the one time that it is given', async () => {
    const supervisor = await program.twoWorkers(files)
    const calls = supervisor.children.map((child) => failureOf(child.call.stall()))
    await turn()
    stopClock()
    const begin = performance.now()
    const closed = supervisor.close({ timeout: 60_000 })
    await pass(60_000)
    while (supervisor.state !== 'closed') await pass(1)
    expect(performance.now() - begin).toBeLessThan(120_000)
    await closed
    expect(await Promise.all(calls)).toMatchObject([{ code: 'ERR_CLOSED' }, { code: 'ERR_CLOSED' }])
  })

  it('refuses options of close() that it does not know', async () => {
    await using supervisor = await program.twoWorkers(files)
    expect(await failureOf(supervisor.close({ timeout: -3 }))).toMatchObject({ code: 'ERR_OPTION' })
    expect(supervisor.state).toBe('running')
  })
})
