// A worker from its setup to its end, and what becomes of its calls whatever happens in between.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ClosedError, CrashError, RestartLimitError, StartError, TimeoutError } from 'verdigris'
import { loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { pass, stopClock, untilTurn } from './fake-clock.ts'
import { createLog, type Log } from './logs.ts'
import { expectNoneLeft, isAlive, markDescendants, until } from './processes.ts'
import type * as Program from './programs/workers.ts'

let program: typeof Program
let find: () => number[]
let log: Log

beforeAll(async () => {
  program = await loadProgram<typeof Program>('workers')
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
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Gives the events of a handle as they come. */
function eventsOf(handle: Awaited<ReturnType<typeof Program.logged | typeof Program.counter>>) {
  const events: [name: string, facts: unknown][] = []
  handle.on('crash', (error) => events.push(['crash', error]))
  handle.on('restart', (facts) => events.push(['restart', facts]))
  handle.on('exit', (facts) => events.push(['exit', facts]))
  return events
}

describe('a setup', () => {
  it('may be an ordinary function that gives one', async () => {
    await using worker = await program.doubler()
    expect(worker.call).toBeTypeOf('function')
    expect(await worker.call(21)).toBe(42)
    expect(worker.label).toBe('doubler')
  })

  it('may be async, and give an object whose state is kept', async () => {
    await using worker = await program.counter({}, 10)
    expect(await worker.call.add(1)).toBe(11)
    expect(await worker.call.add(1)).toBe(12)
    expect(await worker.call.pid()).toBe(worker.pid)
    expect(worker.pid).not.toBe(process.pid)
  })

  it('may give an instance of a class, with inherited methods, private state, and getters left alone', async () => {
    await using worker = await program.account('me')
    expect(Object.keys(worker.call).toSorted()).toEqual(['deposit', 'interest'])
    expect(await worker.call.deposit(5)).toBe('me: 5')
    expect(await worker.call.interest()).toBe('me: 6')
  })

  it('runs once in each process', async () => {
    await using worker = await program.logged(log.file)
    await Promise.all(range(10).map(() => worker.call.pid()))
    expect(log.read()).toBe('start')
    await failureOf(worker.call.crash())
    await worker.call.pid()
    expect(log.read()).toBe('start start')
  })

  it('that throws rejects with what it has thrown', async () => {
    const error = await failureOf(program.badSetup('throws'))
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: 'no', code: 'E_NO' })
    expect((error as Error).stack).toContain('programs/workers.ts:')
    expect(await failureOf(program.throwingSetup())).toBeInstanceOf(TypeError)
  })

  it.each([
    ['crashes', { signal: 'SIGSEGV', exitCode: null, reason: 'segfault' }],
    ['exits', { signal: null, exitCode: 3, reason: 'exit' }],
    ['never settles', { signal: null, exitCode: 0 }],
  ] as const)('that %s is a start that failed', async (how, facts) => {
    const error = await failureOf(program.badSetup(how))
    expect(error).toBeInstanceOf(StartError)
    expect(error).toMatchObject({
      code: 'ERR_START',
      label: 'bad-setup',
      phase: 'starting',
      outcome: 'not-executed',
      pid: expect.any(Number),
      ...facts,
    })
  })

  it.each(['spins', 'waits for ever'] as const)('that %s is ended in time', async (how) => {
    const error = await failureOf(program.badSetup(how, { startTimeout: 500 }, log.file))
    expect(error).toBeInstanceOf(StartError)
    expect(error).toMatchObject({ label: 'bad-setup', phase: 'starting' })
    expect(log.read()).toBe('start')
  })

  it.each(['returns a number', 'returns nothing', 'returns null', 'returns no functions'] as const)(
    'that %s is told what it should give',
    async (how) => {
      const error = await failureOf(program.badSetup(how))
      expect(error).toBeInstanceOf(TypeError)
      expect(error).toMatchObject({ message: expect.stringContaining('must return a function') })
    },
  )

  it('is not restarted when the first start fails', async () => {
    await failureOf(program.badSetup('exits', {}, log.file))
    await expectNoneLeft(find)
    expect(log.read()).toBe('start')
  })

  it('whose module throws is a start that failed', async () => {
    expect(await failureOf(program.brokenModule())).toMatchObject({
      code: 'ERR_START',
      cause: { message: 'module is broken' },
    })
  })

  it('cannot capture what cannot cross', async () => {
    expect(await failureOf(program.captureFunction())).toMatchObject({
      code: 'ERR_SERIALIZATION',
      direction: 'captured',
      path: 'captured given.rows[0].close',
    })
  })

  it('has what it captured at the first call, in each process anew', async () => {
    const given = { list: [1, 2], bytes: new Uint8Array([1, 2]) }
    await using worker = await program.capturing(given)
    given.list.push(3)
    given.bytes.fill(9)
    await worker.call.mutate()
    for (let restarts = 1; restarts <= 2; restarts++) {
      await failureOf(worker.call.crash())
      expect(await worker.call.given()).toEqual({ list: [1, 2], bytes: new Uint8Array([1, 2]) })
      expect(worker.restarts).toBe(restarts)
    }
  })
})

describe('a disposal', () => {
  it.each([
    ['async', 'async'],
    ['both', 'async'],
  ] as const)('%s runs before the process ends', async (how, noted) => {
    const worker = await program.disposable(how, log.file)
    await worker.close()
    expect(log.read()).toBe(noted)
    expect(find()).toEqual([])
  })

  it('runs after the calls that were taken, once', async () => {
    const worker = await program.logged(log.file)
    const call = worker.call.sleep(100).then(() => worker.call.note('x').catch(() => 'closed'))
    const noted = worker.call.note('last')
    await Promise.all([worker.close(), worker.close()])
    expect(await call).toBe('closed')
    await noted
    expect(log.read()).toBe('start last dispose')
  })

  it('that throws rejects the closing with that, when the process is gone', async () => {
    const worker = await program.disposable('throws', log.file)
    const error = await failureOf(worker.close())
    expect(find()).toEqual([])
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: 'not disposed' })
    expect(worker.state).toBe('closed')
  })

  it.each([
    ['waits', 'SIGTERM', 5_000],
    ['spins', 'SIGKILL', 10_000],
  ] as const)('that %s is ended by %s after %i ms', async (how, signal, ms) => {
    const worker = await program.disposable(how, log.file)
    const exits: unknown[] = []
    worker.on('exit', ({ exit }) => exits.push(exit.signal))
    const { pid = 0 } = worker
    stopClock()
    const closed = worker.close()
    await untilTurn(() => log.read() !== '')
    await pass(ms / 2)
    await pass(ms / 2 - 1)
    // A signal that had been sent would have come by now: this one comes after it.
    process.kill(pid, 'SIGCONT')
    expect(isAlive(pid)).toBe(true)
    await pass(1)
    await closed
    expect(exits).toEqual([signal])
  })

  it('has the time that `shutdownTimeout` says', async () => {
    const worker = await program.disposable('spins', log.file, { shutdownTimeout: 100 })
    await worker.close()
    expect(log.read()).toBe('dispose')
  })
})

describe('calls', () => {
  it('run one at a time, in the order in which they are made', async () => {
    await using worker = await program.tracer(log.file)
    const names = range(8).map(String)
    // The first ones take longest: any that ran beside them would end before them.
    const calls = names.map((name, index) => worker.call(name, index < 3 ? 20 : 0))
    expect([worker.running, worker.queued]).toEqual([1, 7])
    expect(await Promise.all(calls)).toEqual(names)
    expect(log.read()).toBe(names.map((name) => `+${name} -${name}`).join(' '))
    expect([worker.running, worker.queued]).toEqual([0, 0])
  })

  it('run beside each other if `concurrency` says so', async () => {
    await using worker = await program.tracer(log.file, { concurrency: 2 })
    const calls = [worker.call('a', 300), worker.call('b', 100), worker.call('c', 0)]
    expect([worker.running, worker.queued]).toEqual([2, 1])
    await Promise.all(calls)
    expect(log.read()).toBe('+a +b -b +c -c -a')
  })

  it('give and take values as they were', async () => {
    await using worker = await program.counter()
    const values = [undefined, null, -0, 1n, new Date(0), new Map([[{ a: 1 }, new Set([2])]])]
    expect(await worker.call.echo(...values)).toStrictEqual(values)
    expect(await worker.call.echo()).toEqual([])
    const bytes = new Uint8Array([1, 2, 3])
    const call = worker.call.echo(bytes)
    bytes.fill(0)
    expect(await call).toEqual([new Uint8Array([1, 2, 3])])
  })

  it('reject with what the function throws, and the process goes on', async () => {
    await using worker = await program.counter()
    await worker.call.add(1)
    const error = await failureOf(worker.call.fail('not this'))
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: 'not this', code: 'E_FAIL' })
    expect((error as Error).stack).toContain('programs/workers.ts:')
    expect((error as Error).stack).toContain('workers.test.ts:')
    expect(await worker.call.add(1)).toBe(2)
    expect(worker.restarts).toBe(0)
  })

  it('have in the stack of what they reject with who waits for them', async () => {
    await using worker = await program.counter()
    const asks = async (call: () => Promise<unknown>): Promise<void> => {
      await call()
    }
    const waits = async (call: () => Promise<unknown>): Promise<void> => {
      await turn()
      await asks(call)
    }
    const reads = async (): Promise<void> => {
      for await (const item of worker.call.crashAfter(3)) void item
    }
    const calls = [
      () => worker.call.fail('not this'),
      () => worker.call.echo(() => {}),
      () => worker.call.crash(),
      reads,
    ]
    for (const call of calls) {
      const { stack } = (await failureOf(waits(call))) as Error
      expect(stack).toMatch(/at worker "counter"\.\w+ \([^]* asks \([^]* waits \(/)
    }
  })

  it.each(['bytes', 'text'] as const)(
    'reject when something else has written into their answer: %s',
    async (method) => {
      await using worker = await program.noisy()
      const error = await failureOf(worker.call[method](8 * 1024 * 1024))
      expect(error).toMatchObject({ code: 'ERR_PROTOCOL', method, outcome: 'unknown' })
      expect(await worker.call.ping()).toBe('pong')
    },
  )

  it('reject alone when something cannot cross', async () => {
    await using worker = await program.counter({ maxMessageBytes: 2000 })
    const { pid } = worker
    expect(await failureOf(worker.call.echo({ f: () => {} }))).toMatchObject({
      code: 'ERR_SERIALIZATION',
      direction: 'argument',
      outcome: 'not-executed',
      method: 'echo',
    })
    expect(await failureOf(worker.call.returnFunction())).toMatchObject({
      code: 'ERR_SERIALIZATION',
      direction: 'result',
      path: 'result.rows[0].close',
      outcome: 'executed',
    })
    expect(await failureOf(worker.call.echo(Buffer.alloc(3000)))).toMatchObject({
      code: 'ERR_MESSAGE_TOO_LARGE',
      direction: 'argument',
      limit: 2000,
    })
    expect(await failureOf(worker.call.returnBytes(3000))).toMatchObject({
      code: 'ERR_MESSAGE_TOO_LARGE',
      direction: 'result',
    })
    expect(await worker.call.pid()).toBe(pid)
  })

  it('that can never settle end their process, and say so', async () => {
    await using worker = await program.counter()
    const error = await failureOf(worker.call.stall())
    expect(error).toMatchObject({ code: 'ERR_CRASH', exitCode: 0, reason: 'exit' })
    expect(await worker.call.add(1)).toBe(1)
  })

  it('do not know the methods that every object has', async () => {
    await using worker = await program.counter()
    expect(worker.call).not.toHaveProperty('toString')
    expect(worker.call).not.toHaveProperty('then')
    expect(worker.call).not.toHaveProperty('constructor')
  })
})

describe('a generator', () => {
  it('streams, while the calls after it wait', async () => {
    await using worker = await program.counter()
    const items: number[] = []
    const stream = worker.call.numbers(100)
    const after = worker.call.add(1)
    for await (const item of stream) {
      items.push(item)
      if (items.length === 20) expect([worker.running, worker.queued]).toEqual([1, 1])
    }
    expect(items).toEqual(range(100))
    expect(await after).toBe(1)
    expect(worker.restarts).toBe(0)
  })

  it('is over at `break`, and its process free for the next call', async () => {
    await using worker = await program.counter()
    const { pid } = worker
    for await (const item of worker.call.endless(log.file)) if (item === 1000) break
    expect(log.read()).toBe('finally')
    expect(await worker.call.pid()).toBe(pid)
    expect(worker.restarts).toBe(0)
  })

  it('that does not leave at `break` is ended by force, and the next call goes to another process', async () => {
    await using worker = await program.counter({ shutdownTimeout: 200 })
    const { pid } = worker
    for await (const item of worker.call.neverLeaves()) if (item === 1) break
    expect(await worker.call.pid()).not.toBe(pid)
    expect(worker.stats().crashes).toBe(0)
  })

  it('that crashes rejects after the items that came before', async () => {
    await using worker = await program.counter()
    const items: number[] = []
    const read = async () => {
      for await (const item of worker.call.crashAfter(3)) items.push(item)
    }
    expect(await failureOf(read())).toMatchObject({ code: 'ERR_CRASH', signal: 'SIGSEGV' })
    expect(items).toEqual([0, 1, 2])
    expect(await worker.call.add(1)).toBe(1)
  })

  it('has its time limit for each item', async () => {
    await using worker = await program.counter()
    const items: number[] = []
    for await (const item of worker.with({ timeout: 1_000 }).call.slowly(6, 250)) items.push(item)
    expect(items).toEqual(range(6))
    const { pid } = worker
    const read = async () => {
      for await (const item of worker.with({ timeout: 100 }).call.slowly(2, 5_000)) void item
    }
    expect(await failureOf(read())).toBeInstanceOf(TimeoutError)
    expect(await worker.call.pid()).not.toBe(pid)
  })

  it('is stopped by the signal of its call', async () => {
    await using worker = await program.counter()
    const controller = new AbortController()
    const read = async () => {
      const { call } = worker.with({ signal: controller.signal })
      for await (const item of call.slowly(1_000, 1)) if (item === 3) controller.abort('enough')
    }
    expect(await failureOf(read())).toBe('enough')
    expect(await worker.call.add(1)).toBe(1)
  })
})

describe('a crash', () => {
  it('rejects the call that was running with what is known of it', async () => {
    await using worker = await program.counter()
    const { pid } = worker
    const error = await failureOf(worker.call.crash())
    expect(error).toBeInstanceOf(CrashError)
    expect(error).toMatchObject({
      code: 'ERR_CRASH',
      signal: 'SIGKILL',
      exitCode: null,
      reason: 'killed',
      label: 'counter',
      method: 'crash',
      callSite: expect.stringMatching(/^programs\/workers\.ts:\d+:\d+$/),
      phase: 'running',
      outcome: 'unknown',
      attempts: 1,
      pid,
      uptimeMs: expect.any(Number),
    })
    expect(isAlive(pid ?? 0)).toBe(false)
  })

  it('has a replacement that starts before the error arrives', async () => {
    await using worker = await program.counter()
    const { pid } = worker
    await failureOf(worker.call.exit(7))
    expect(worker.restarts).toBe(1)
    expect(worker.state).toBe('starting')
    expect(find().filter((other) => other !== pid).length).toBeGreaterThan(0)
    await worker.call.add(1)
    expect(worker.state).toBe('running')
  })

  it('rejects the running call alone: those that wait go to the new process, without what the old one knew', async () => {
    await using worker = await program.counter()
    await worker.call.add(100)
    const calls = [
      worker.call.add(1),
      worker.call.crash(),
      worker.call.add(1),
      worker.call.add(1),
      worker.call.exit(1),
      worker.call.add(1),
    ]
    const results = await Promise.allSettled(calls)
    expect(results.map((result) => result.status === 'fulfilled' && result.value)).toEqual([
      101,
      false,
      1,
      2,
      false,
      1,
    ])
    expect(worker.restarts).toBe(2)
    expect(worker.stats()).toMatchObject({ crashes: 2, restarts: 2, calls: 7, failed: 2 })
  })

  it('rejects all calls that ran beside each other', async () => {
    await using worker = await program.counter({ concurrency: 3 })
    const sleeping = worker.call.sleep(60_000)
    const error = await failureOf(worker.call.crash())
    expect(await failureOf(sleeping)).toMatchObject({ code: 'ERR_CRASH', outcome: 'unknown' })
    expect(error).toMatchObject({ code: 'ERR_CRASH', outcome: 'unknown' })
    expect(await worker.call.add(1)).toBe(1)
  })

  it('is told, with the new process and the end of the old one', async () => {
    await using worker = await program.counter()
    const events = eventsOf(worker)
    const { pid } = worker
    const error = await failureOf(worker.call.crash())
    await worker.call.add(1)
    const told = Object.fromEntries(events)
    expect(events).toHaveLength(3)
    expect(told).toMatchObject({
      crash: { code: 'ERR_CRASH', pid, method: 'crash', signal: 'SIGKILL' },
      exit: { pid, exit: { code: null, signal: 'SIGKILL' }, reason: 'killed' },
      restart: { pid: worker.pid, restarts: 1 },
    })
    expect(error).toMatchObject({ pid })
  })
})

describe('a process that dies while it is idle', () => {
  it('is told of, and replaced', async () => {
    await using worker = await program.counter()
    const events = eventsOf(worker)
    const { pid = 0 } = worker
    process.kill(pid, 'SIGKILL')
    await until(() => events.length === 3)
    const crash = events.find(([name]) => name === 'crash')
    expect(crash?.[1]).toMatchObject({ code: 'ERR_CRASH', phase: 'idle', pid })
    expect(worker.restarts).toBe(1)
    expect(worker.pid).not.toBe(pid)
  })

  it('costs the next call nothing, whenever that comes, and no call is made twice', async () => {
    const restart = { intensity: Infinity, backoff: 0 }
    const kills = 50
    const calls: string[] = []
    const use = async (name: string) => {
      await using worker = await program.appender(log.file, { restart })
      for (let n = 0; n < kills; n++) {
        const { pid } = worker
        if (pid !== undefined) process.kill(pid, 'SIGKILL')
        // From at once, over the moment in which the end of the line is seen, to when its death is known.
        const ms = (n % 20) * 0.25 * Math.random()
        if (n % 2 === 0) block(ms)
        else await new Promise((resolve) => setTimeout(resolve, ms))
        const id = `${name}${n}`
        calls.push(id)
        expect(await worker.call(id)).toBe(id)
      }
    }
    await Promise.all(['a', 'b', 'c', 'd'].map(use))
    expect(readLines().toSorted()).toEqual(calls.toSorted())
  }, 60_000)

  it('may die as a call comes to it: that is made once, or it rejects', async () => {
    const restart = { intensity: Infinity, backoff: 0 }
    const outcomes = new Map<string, string>()
    const use = async (name: string) => {
      await using worker = await program.appender(log.file, { restart })
      for (let n = 0; n < 12; n++) {
        const { pid } = worker
        const id = `${name}${n}`
        const call = worker.call(id, 1)
        // From before it is sent, over the moment in which it is read, to after it is answered.
        for (let turns = 0; turns < n % 4; turns++) await turn()
        block(n * 0.25 * Math.random())
        if (pid !== undefined) tryToKill(pid)
        const outcome = await call.then(
          () => 'made',
          (error: CrashError) => `${error.code} ${error.outcome}`,
        )
        outcomes.set(id, outcome)
      }
    }
    await Promise.all(['a', 'b', 'c', 'd'].map(use))
    const lines = readLines()
    expect(new Set(lines).size).toBe(lines.length)
    const made = [...outcomes].filter(([, outcome]) => outcome === 'made').map(([id]) => id)
    expect(made.filter((id) => !lines.includes(id))).toEqual([])
    // Which of the two it is depends on the moment.
    const others = [...outcomes.values()].filter((outcome) => outcome !== 'made')
    expect(others.filter((outcome) => outcome !== 'ERR_CRASH unknown')).toEqual([])
  }, 60_000)

  function readLines(): string[] {
    return readFileSync(log.file, 'utf8').split('\n').slice(0, -1)
  }
})

describe('restarts', () => {
  it('are made `intensity` times within `period`, then all that wait and come reject with the last crash', async () => {
    await using worker = await program.counter({ restart: { intensity: 2 } })
    for (let crashes = 1; crashes <= 2; crashes++) {
      await failureOf(worker.call.crash())
      await worker.call.add(1)
      expect(worker.restarts).toBe(crashes)
    }
    const results = await Promise.allSettled([worker.call.exit(9), worker.call.add(1)])
    const [crash, waiting] = results.map((result) => (result as PromiseRejectedResult).reason)
    expect(crash).toMatchObject({ code: 'ERR_CRASH', exitCode: 9 })
    expect(waiting).toBeInstanceOf(RestartLimitError)
    expect(waiting).toMatchObject({
      code: 'ERR_RESTART_LIMIT',
      outcome: 'not-executed',
      intensity: 2,
      periodMs: 10_000,
      method: 'add',
      cause: { code: 'ERR_CRASH', exitCode: 9 },
    })
    expect(worker.state).toBe('failed')
    expect(worker.pid).toBeUndefined()
    expect(await failureOf(worker.call.pid())).toBeInstanceOf(RestartLimitError)
    await expectNoneLeft(find)
  })

  it('by hand start a failed one afresh, with all its restarts', async () => {
    await using worker = await program.counter({ restart: { intensity: 1 } })
    for (let times = 0; times < 2; times++) {
      await failureOf(worker.call.crash())
      await worker.call.add(1)
      await failureOf(worker.call.crash())
      await until(() => worker.state === 'failed')
      await worker.restart()
      expect(worker.state).toBe('running')
      expect(await worker.call.add(1)).toBe(1)
    }
  })

  it('are none with `restart: false`', async () => {
    await using worker = await program.counter({ restart: false })
    const error = await failureOf(worker.call.crash())
    expect(await failureOf(worker.call.add(1))).toMatchObject({
      code: 'ERR_RESTART_LIMIT',
      intensity: 0,
      cause: error,
    })
    expect(worker.restarts).toBe(0)
  })

  it('of a setup that keeps dying are counted too', async () => {
    const broken = log.beside('broken')
    const restart = { intensity: 3, backoff: 1 }
    await using worker = await program.logged(log.file, { restart }, broken)
    const events = eventsOf(worker)
    writeFileSync(broken, '')
    await failureOf(worker.call.crash())
    expect(await failureOf(worker.call.pid())).toMatchObject({
      code: 'ERR_RESTART_LIMIT',
      cause: { code: 'ERR_START', exitCode: 3 },
    })
    expect(log.read()).toBe('start start start start')
    expect(events.filter(([name]) => name === 'restart')).toEqual([])
    expect(events.filter(([name]) => name === 'crash')).toHaveLength(4)

    expect(await failureOf(worker.restart())).toMatchObject({ code: 'ERR_START', exitCode: 3 })
    expect(worker.state).toBe('failed')
    rmSync(broken)
    await worker.restart()
    expect(await worker.call.pid()).toBe(worker.pid)
  })

  it('are put off longer each time, from 100 ms up to 10 s', async () => {
    const broken = log.beside('broken')
    await using worker = await program.logged(log.file, { restart: { intensity: 99 } }, broken)
    await worker.call.pid()
    writeFileSync(broken, '')
    stopClock()
    const died = (times: number) => untilTurn(() => worker.stats().crashes === times)
    const processes = (): number => worker.stats().processes.length
    await failureOf(worker.call.crash())
    const waiting = failureOf(worker.call.pid())
    // The first is replaced at once.
    await died(2)
    for (const [index, ms] of [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000].entries()) {
      await untilTurn(() => processes() === 0)
      await pass(ms - 1)
      expect(processes()).toBe(0)
      await pass(1)
      expect(processes()).toBe(1)
      await died(3 + index)
    }
    expect(worker.running + worker.queued).toBe(1)
    await worker.kill()
    expect(await waiting).toBeInstanceOf(ClosedError)
  })

  it('a process that has answered is replaced at once', async () => {
    await using worker = await program.counter({ restart: { intensity: 99, backoff: () => 0 } })
    stopClock()
    for (let times = 0; times < 3; times++) {
      await failureOf(worker.call.crash())
      expect(await worker.call.add(1)).toBe(1)
    }
  })

  it('are forgotten when the period is over', async () => {
    const restart = { intensity: 1, period: 1_000 }
    await using worker = await program.counter({ restart })
    await worker.call.add(1)
    stopClock()
    for (let times = 1; times <= 4; times++) {
      await failureOf(worker.call.crash())
      expect(await worker.call.add(1)).toBe(1)
      expect(worker.restarts).toBe(times)
      await pass(1_001)
    }
    await failureOf(worker.call.crash())
    await worker.call.add(1)
    await pass(1_000)
    await failureOf(worker.call.crash())
    expect(await failureOf(worker.call.add(1))).toBeInstanceOf(RestartLimitError)
  })

  it('by hand let the calls that were made end, dispose, and start another process', async () => {
    await using worker = await program.logged(log.file)
    const { pid } = worker
    const before = worker.call.sleep(500)
    const restarted = worker.restart()
    const after = worker.call.note('after')
    expect(await before).toBe(500)
    await Promise.all([restarted, after])
    expect(log.read()).toBe('start dispose start after')
    expect(worker.pid).not.toBe(pid)
    expect(worker.restarts).toBe(1)
    expect(worker.stats().crashes).toBe(0)
  })

  it('by hand reject with what the setup did', async () => {
    const broken = log.beside('broken')
    await using worker = await program.logged(log.file, { restart: false }, broken)
    writeFileSync(broken, '')
    expect(await failureOf(worker.restart())).toMatchObject({ code: 'ERR_START', exitCode: 3 })
    expect(worker.state).toBe('failed')
    rmSync(broken)
    await worker.restart()
    expect(worker.state).toBe('running')
  })

  it('by hand: each is over when a new process is ready, also the second of two', async () => {
    await using worker = await program.logged(log.file)
    const { pid } = worker
    const first = worker.restart()
    await worker.restart()
    expect(worker.state).toBe('running')
    expect(worker.pid).not.toBe(pid)
    await first
    expect(await worker.call.pid()).toBe(worker.pid)
  })

  it('by hand do not wait for one that was put off', async () => {
    const restart = { intensity: 99, backoff: 1_000_000 }
    await using worker = await program.logged(log.file, { restart })
    await failureOf(worker.call.crash())
    const waiting = worker.call.pid()
    await worker.restart()
    expect(worker.state).toBe('running')
    expect(await waiting).toBe(worker.pid)
    expect(worker.restarts).toBe(1)
  })

  it('by hand are refused when it is closed', async () => {
    const worker = await program.counter()
    const closed = worker.close()
    expect(await failureOf(worker.restart())).toBeInstanceOf(ClosedError)
    await closed
    expect(await failureOf(worker.restart())).toBeInstanceOf(ClosedError)
  })
})

describe('options of a call', () => {
  it('timeout: kills the process and replaces it, which is no crash', async () => {
    await using worker = await program.counter({ restart: false })
    const events = eventsOf(worker)
    const { pid } = worker
    const after = failureOf(worker.with({ timeout: 100 }).call.spin())
    const next = worker.call.add(1)
    const error = await after
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({
      code: 'ERR_TIMEOUT',
      timeoutMs: 100,
      label: 'counter',
      method: 'spin',
      phase: 'running',
      outcome: 'unknown',
      pid,
    })
    expect(await next).toBe(1)
    expect(worker.pid).not.toBe(pid)
    expect(worker.restarts).toBe(1)
    expect(worker.stats()).toMatchObject({ crashes: 0, restarts: 1 })
    expect(events.map(([name]) => name).toSorted()).toEqual(['exit', 'restart'])
  })

  it('timeout: counts from the start in the process, not while it waits', async () => {
    await using worker = await program.counter({ timeout: 700 })
    const results = await Promise.all([300, 300, 300, 300].map((ms) => worker.call.sleep(ms)))
    expect(results).toEqual([300, 300, 300, 300])
    expect(worker.restarts).toBe(0)
  })

  it('timeout: those that run beside it are lost with it', async () => {
    await using worker = await program.counter({ concurrency: 2 })
    const beside = failureOf(worker.call.sleep(60_000))
    await failureOf(worker.with({ timeout: 50 }).call.sleep(60_000))
    expect(await beside).toMatchObject({ code: 'ERR_CRASH', outcome: 'unknown' })
  })

  it('signal: a call that waits leaves the queue and disturbs nobody', async () => {
    await using worker = await program.counter()
    const { pid } = worker
    const controller = new AbortController()
    const running = worker.call.sleep(100)
    const aborted = failureOf(worker.with({ signal: controller.signal }).call.add(100))
    const after = worker.call.add(1)
    const reason = new Error('not any more')
    controller.abort(reason)
    expect(await aborted).toBe(reason)
    expect(worker.queued).toBe(1)
    expect(await running).toBe(100)
    expect(await after).toBe(1)
    expect(worker.pid).toBe(pid)
  })

  it('signal: a call that runs is killed with its process, which is no crash', async () => {
    await using worker = await program.counter({ restart: false })
    const { pid } = worker
    const controller = new AbortController()
    const aborted = failureOf(worker.with({ signal: controller.signal }).call.spin())
    const after = worker.call.add(1)
    await turn()
    controller.abort()
    expect(await aborted).toBe(controller.signal.reason)
    expect(await after).toBe(1)
    expect(worker.pid).not.toBe(pid)
    expect(worker.stats()).toMatchObject({ crashes: 0, restarts: 1 })
  })

  it('signal: one that was given before makes no call', async () => {
    await using worker = await program.logged(log.file)
    const { call } = worker.with({ signal: AbortSignal.abort('too late') })
    expect(await failureOf(call.note('made'))).toBe('too late')
    await worker.call.pid()
    expect(log.read()).toBe('start')
  })

  it('signal: one for a thousand calls has one listener, and none afterwards', async () => {
    await using worker = await program.counter()
    const controller = new AbortController()
    const added = vi.spyOn(controller.signal, 'addEventListener')
    const removed = vi.spyOn(controller.signal, 'removeEventListener')
    const { call } = worker.with({ signal: controller.signal })
    await Promise.all(range(1000).map(() => call.add(1)))
    expect(added.mock.calls.length).toBe(removed.mock.calls.length)
    expect(added.mock.calls.length).toBeLessThan(10)
  })

  it('retries: makes a call again whose process crashed, and says how often', async () => {
    const made = log.beside('made')
    await using worker = await program.logged(log.file, { restart: { intensity: 99, backoff: 0 } })
    const backoff = vi.fn((failures: number) => {
      if (failures === 2) writeFileSync(made, '')
      return 1
    })
    const { call } = worker.with({ retries: 2, backoff })
    expect(await call.crashUnless(made)).toBe('made')
    expect(log.read()).toBe('start try start try start try')
    expect(backoff.mock.calls).toEqual([[1], [2]])
    expect(await failureOf(call.crash())).toMatchObject({ code: 'ERR_CRASH', attempts: 3 })
    expect(await failureOf(call.crashUnless(log.beside('never')))).toMatchObject({ attempts: 3 })
  })

  it('retries: not of what the function throws, nor of a time limit', async () => {
    await using worker = await program.counter({ retries: 5 })
    expect(await failureOf(worker.call.fail('once'))).toMatchObject({ message: 'once' })
    expect(await failureOf(worker.with({ timeout: 50 }).call.spin())).toMatchObject({
      code: 'ERR_TIMEOUT',
      attempts: 1,
    })
    expect(worker.stats().calls).toBe(2)
  })

  it('may be those of the handle, which `with` overrules', async () => {
    await using worker = await program.counter({ timeout: 50 })
    expect(await failureOf(worker.call.spin())).toBeInstanceOf(TimeoutError)
    expect(await worker.with({ timeout: 60_000 }).call.sleep(300)).toBe(300)
  })

  it('are refused by name if they are wrong', async () => {
    await using worker = await program.counter()
    expect(() => worker.with({ timeout: -1 })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION', option: 'with.timeout' }),
    )
    const error = await failureOf(program.counter({ concurrency: 0 }))
    expect(error).toMatchObject({ option: 'worker.concurrency', label: 'counter' })
    const unknown = await failureOf(program.counter({ size: 1 } as never))
    expect(unknown).toMatchObject({ code: 'ERR_OPTION', option: 'options of worker' })
  })

  it('maxQueue: one more call is refused at once', async () => {
    await using worker = await program.counter({ maxQueue: 1 })
    const running = worker.call.sleep(50)
    const waiting = worker.call.sleep(1)
    expect(await failureOf(worker.call.add(1))).toMatchObject({
      code: 'ERR_QUEUE_FULL',
      outcome: 'not-executed',
      limit: 1,
      method: 'add',
    })
    expect(await Promise.all([running, waiting])).toEqual([50, 1])
    expect(await worker.call.add(1)).toBe(1)
  })
})

describe('the end of a worker', () => {
  it('close: ends a stream that nobody reads, whose reader is told if it comes back', async () => {
    await using worker = await program.counter({ shutdownTimeout: 100 })
    const stream = worker.call.numbers(1000)
    expect(await stream.next()).toEqual({ done: false, value: 0 })
    await worker.close()
    expect(worker.stats().crashes).toBe(0)
    expect(await failureOf(stream.next())).toMatchObject({ code: 'ERR_CLOSED', method: 'numbers' })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('close: takes no new calls, finishes the ones that it has', async () => {
    const worker = await program.counter()
    const calls = [worker.call.sleep(50), worker.call.add(1), worker.call.add(1)]
    const closed = worker.close()
    expect(worker.state).toBe('closing')
    const refused = await failureOf(worker.call.add(1))
    expect(refused).toBeInstanceOf(ClosedError)
    expect(refused).toMatchObject({ code: 'ERR_CLOSED', outcome: 'not-executed', method: 'add' })
    expect(await Promise.all(calls)).toEqual([50, 1, 2])
    await closed
    expect(find()).toEqual([])
    expect(worker.state).toBe('closed')
    expect(worker.pid).toBeUndefined()
    await worker.close()
    expect(await failureOf(worker.call.add(1))).toBeInstanceOf(ClosedError)
  })

  it('close: with a time limit kills what is left', async () => {
    const worker = await program.counter()
    const running = failureOf(worker.call.spin())
    const waiting = failureOf(worker.call.add(1))
    await worker.close({ timeout: 100 })
    expect(find()).toEqual([])
    expect(await running).toMatchObject({ code: 'ERR_CLOSED', outcome: 'unknown' })
    expect(await waiting).toMatchObject({ code: 'ERR_CLOSED', outcome: 'not-executed' })
    expect(worker.state).toBe('closed')
  })

  it('close: lets a stream be read to its end', async () => {
    const worker = await program.counter()
    const stream = worker.call.numbers(100)
    await stream.next()
    const closed = worker.close()
    let count = 1
    for await (const item of stream) if (item > 0) count++
    expect(count).toBe(100)
    await closed
  })

  it('close: makes the calls that wait while another process starts', async () => {
    const worker = await program.counter()
    const crashed = failureOf(worker.call.crash())
    const waiting = worker.call.add(5)
    await crashed
    expect(worker.state).toBe('starting')
    const closed = worker.close()
    expect(await waiting).toBe(5)
    await closed
    expect(find()).toEqual([])
  })

  it('close: ends a process that starts and that nobody waits for', async () => {
    const slow = log.beside('slow')
    const worker = await program.logged(log.file, {}, '', slow)
    writeFileSync(slow, '')
    await failureOf(worker.call.crash())
    await worker.close()
    expect(find()).toEqual([])
  })

  it('close: while it restarts by hand', async () => {
    const worker = await program.logged(log.file)
    const restarted = Promise.allSettled([worker.restart()])
    await worker.close()
    await restarted
    expect(worker.state).toBe('closed')
    expect(find()).toEqual([])
  })

  it('close: one that has failed', async () => {
    const worker = await program.counter({ restart: false })
    await failureOf(worker.call.crash())
    await until(() => worker.state === 'failed')
    await worker.close()
    expect(worker.state).toBe('closed')
    expect(await failureOf(worker.call.add(1))).toBeInstanceOf(ClosedError)
  })

  it('close: a call that crashes meanwhile rejects alone', async () => {
    const worker = await program.counter()
    const results = Promise.allSettled([worker.call.crash(), worker.call.add(1)])
    await worker.close()
    expect(await results).toMatchObject([
      { status: 'rejected', reason: { code: 'ERR_CRASH' } },
      { status: 'fulfilled', value: 1 },
    ])
    expect(find()).toEqual([])
  })

  it('kill: ends it now, whatever it does', async () => {
    const worker = await program.logged(log.file)
    const running = failureOf(worker.call.spin())
    const waiting = failureOf(worker.call.note('made'))
    await turn()
    await worker.kill()
    expect(find()).toEqual([])
    expect(await running).toMatchObject({
      code: 'ERR_CLOSED',
      method: 'spin',
      phase: 'running',
      outcome: 'unknown',
    })
    expect(await waiting).toMatchObject({ code: 'ERR_CLOSED', outcome: 'not-executed' })
    expect(worker.state).toBe('closed')
    expect(log.read()).toBe('start')
    await worker.kill()
    await worker.close()
  })

  it('kill: ends one that is being closed', async () => {
    const worker = await program.disposable('spins', log.file)
    const closed = worker.close()
    await until(() => log.read() === 'dispose')
    await worker.kill()
    expect(find()).toEqual([])
    await closed
  })

  it('kill: a stream that is read ends with an error', async () => {
    const worker = await program.counter()
    const stream = worker.call.slowly(1_000, 5)
    await stream.next()
    const read = async () => {
      for await (const item of stream) void item
    }
    const rest = failureOf(read())
    await worker.kill()
    expect(await rest).toBeInstanceOf(ClosedError)
  })

  it('await using closes it', async () => {
    {
      await using worker = await program.logged(log.file)
      void worker.call.note('last')
    }
    expect(log.read()).toBe('start last dispose')
    expect(find()).toEqual([])
  })
})

describe('what a worker tells', () => {
  it('its output line by line, to a function and to listeners', async () => {
    const out: string[] = []
    const err: string[] = []
    const heard: unknown[] = []
    await using worker = await program.counter({
      stdout: (line) => out.push(line),
      stderr: (line) => err.push(line),
    })
    worker.on('stderr', (...args) => heard.push(args))
    await worker.call.print('one')
    await worker.call.print('two')
    await until(() => out.length === 2 && err.length === 4 && heard.length === 4)
    expect(out).toEqual(['out one', 'out two'])
    expect(err).toEqual(['err one', 'err one again', 'err two', 'err two again'])
    expect(heard).toEqual(err.map((line) => [line, { pid: worker.pid }]))
  })

  it('stderr: listeners hear it even if it goes nowhere', async () => {
    const heard: string[] = []
    await using worker = await program.counter({ stdout: 'ignore', stderr: 'ignore' })
    worker.once('stderr', (line) => heard.push(line))
    await worker.call.print('one')
    await until(() => heard.length > 0)
    expect(heard).toEqual(['err one'])
  })

  it('stats: what it has done, and what its process does', async () => {
    await using worker = await program.counter()
    expect(worker.stats()).toMatchObject({
      calls: 0,
      failed: 0,
      waitMs: { count: 0, max: 0 },
      runMs: { count: 0, p99: 0 },
      processes: [{ pid: worker.pid, state: 'idle', calls: 0 }],
    })
    await Promise.all([worker.call.sleep(100), worker.call.sleep(100)])
    await failureOf(worker.call.fail('no'))
    const call = worker.call.sleep(10)
    const { processes, waitMs, runMs, ...counts } = worker.stats()
    expect(counts).toEqual({ calls: 4, failed: 1, crashes: 0, restarts: 0, queued: 0, running: 1 })
    expect(processes).toEqual([
      {
        pid: worker.pid,
        state: 'running',
        calls: 3,
        uptimeMs: expect.any(Number),
        memoryBytes: expect.any(Number),
      },
    ])
    expect(processes[0]?.memoryBytes).toBeGreaterThan(10_000_000)
    expect(processes[0]?.uptimeMs).toBeGreaterThan(200)
    expect(waitMs.max).toBeGreaterThan(80)
    expect(runMs).toMatchObject({ count: 3 })
    expect(runMs.p50).toBeGreaterThan(80)
    expect(runMs.p50).toBeLessThan(1_000)
    await call
  })

  it('events: a listener that throws is the fault of the program, and upsets nothing here', async () => {
    await using worker = await program.counter()
    const faults = catchUncaught()
    try {
      worker.on('crash', () => {
        throw new Error('of the listener')
      })
      const heard: string[] = []
      worker.on('exit', () => heard.push('exit'))
      worker.on('restart', () => heard.push('restart'))
      const { pid = 0 } = worker
      process.kill(pid, 'SIGKILL')
      // It is sent to the process that is dead already, and has to come back from there.
      expect(await worker.call.add(1)).toBe(1)
      await until(() => faults.errors.length > 0)
      expect(faults.errors).toMatchObject([{ message: 'of the listener' }])
      expect(heard).toEqual(['exit', 'restart'])
    } finally {
      faults.stop()
    }
  })

  it('events: no more after `off`', async () => {
    await using worker = await program.counter()
    const heard: string[] = []
    const listener = () => void heard.push('crash')
    worker.on('crash', listener).off('crash', listener)
    await failureOf(worker.call.crash())
    await worker.call.add(1)
    expect(heard).toEqual([])
  })

  it('state: starting, running, closing, closed', async () => {
    const slow = log.beside('slow')
    const worker = await program.logged(log.file, {}, '', slow)
    expect(worker.state).toBe('running')
    writeFileSync(slow, '')
    await failureOf(worker.call.crash())
    expect(worker.state).toBe('starting')
    expect(worker.pid).toBeUndefined()
    expect(worker.stats().processes).toMatchObject([{ state: 'starting' }])
    const call = worker.call.pid()
    expect(worker.running + worker.queued).toBe(1)
    rmSync(slow)
    await call
    expect(worker.state).toBe('running')
    const closed = worker.close()
    expect(worker.state).toBe('closing')
    await closed
    expect(worker.state).toBe('closed')
  })
})

/** Takes what nobody catches away from the test runner. */
function catchUncaught(): { errors: unknown[]; stop: () => void } {
  const others = process.listeners('uncaughtException')
  const errors: unknown[] = []
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', (error) => errors.push(error))
  return {
    errors,
    stop: () => {
      process.removeAllListeners('uncaughtException')
      for (const listener of others) process.on('uncaughtException', listener)
    },
  }
}

/** This process hears nothing meanwhile. */
function block(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

function tryToKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It had been replaced already.
  }
}
