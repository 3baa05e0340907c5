// Processes that wait for a call: when there are some, that they are as good as new ones, and that nobody notices
// when one is lost.
import { AsyncLocalStorage } from 'node:async_hooks'
import { spawn } from 'node:child_process'
import { tracingChannel } from 'node:diagnostics_channel'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CrashError, StartError, supervise, type TaskOptions, TimeoutError } from 'verdigris'
import { buildProgram, loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { pass, stopClock, untilTurn } from './fake-clock.ts'
import { createLog, type Log } from './logs.ts'
import { expectNoneLeft, isAlive, markDescendants, markedEnvironment, until } from './processes.ts'
import type * as Program from './programs/spares.ts'

// More than any delay within the library, less than the time after which an idle label loses its spares.
const A_WHILE_MS = 5_000

let program: typeof Program
let path: string
let find: () => number[]
let log: Log
/** All processes since the beginning of the test, in the order in which they were started. */
let lives: Life[]
let stopListening: () => void
const request = new AsyncLocalStorage<string>()

interface Life {
  pid: number
  isOver: boolean
  /** The async context in which it was started. */
  store: string | undefined
}

beforeAll(async () => {
  program = await loadProgram<typeof Program>('spares')
  path = await buildProgram('spare-life')
})

beforeEach(() => {
  find = markDescendants()
  log = createLog()
  process.env['SPARES_LOG'] = log.file
  lives = []
  stopListening = followProcesses()
})

afterEach(async () => {
  vi.useRealTimers()
  loadAsUsual()
  await program.closeAll()
  stopListening()
  await expectNoneLeft(find)
  delete process.env['SPARES_LOG']
  log.remove()
})

function followProcesses(): () => void {
  const contextToLife = new Map<object, Life>()
  const channel = tracingChannel<unknown, object>('verdigris:process')
  const subscribers = {
    start: (context: object) => {
      const { pid } = context as { pid: number }
      const life = { pid, isOver: false, store: request.getStore() }
      contextToLife.set(context, life)
      lives.push(life)
    },
    end: () => {},
    asyncStart: () => {},
    error: () => {},
    asyncEnd: (context: object) => {
      const life = contextToLife.get(context)
      if (life !== undefined) life.isOver = true
    },
  }
  channel.subscribe(subscribers)
  return () => channel.unsubscribe(subscribers)
}

const living = (): number[] => lives.filter(({ isOver }) => !isOver).map(({ pid }) => pid)
const isLoading = (pid = 0): boolean => log.read().split(' ').includes(`>${pid}`)
const hasLoaded = (pid = 0): boolean => log.read().split(' ').includes(`${pid}`)
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Waits until there are so many processes that have loaded their module, and none of those that were `used`. */
async function spares(count: number, used: readonly number[]): Promise<number[]> {
  const isOver = (): boolean => !living().some((pid) => used.includes(pid))
  await untilTurn(() => living().length === count && isOver() && living().every(hasLoaded))
  return living()
}

/** Calls twice, and waits for the spare that the label has then. */
async function warmUp(call: () => PromiseLike<unknown>): Promise<number> {
  const used = [await call(), await call()].flat(2) as number[]
  const [pid = 0] = await spares(1, used)
  return pid
}

/** As `warmUp`, but no module is loaded from then on, until `loadAsUsual()`, or then in another way. */
async function warmUpThen(how: Hitch, options: TaskOptions): Promise<number> {
  // While the clock stands still, a spare is started as the process of a call is gone, if there have been two.
  stopClock()
  await program.pid(options)
  await untilTurn(() => living().length === 0)
  await program.pid(options)
  loadWith('waits')
  loadWith(how)
  await untilTurn(() => lives.length === 3 && isLoading(lives[2]?.pid) && living().length === 1)
  return lives[2]?.pid ?? 0
}

type Hitch = 'waits' | 'broken' | 'broken-once' | 'quiet'

/** Says what comes between when a module is loaded from now on. */
function loadWith(hitch: Hitch): void {
  writeFileSync(`${log.file}.${hitch}`, '')
}

function loadAsUsual(): void {
  rmSync(`${log.file}.waits`, { force: true })
}

describe('a task', () => {
  it('that is called once has no spare', async () => {
    stopClock()
    await program.pid({ spares: 2 })
    await untilTurn(() => living().length === 0)
    await pass(A_WHILE_MS)
    expect(lives).toHaveLength(1)
  })

  it('that is called again keeps one, with its module loaded, and the next call has it', async () => {
    const spare = await warmUp(() => program.pid({ spares: 2 }))
    expect(await program.pid({ spares: 2 })).toBe(spare)
    const [next = 0] = await spares(1, [spare])
    expect(await program.pid({ spares: 2 })).toBe(next)
  })

  it('keeps no more than one if its calls come one by one', async () => {
    stopClock()
    let spare = await warmUp(() => program.pid({ spares: 5 }))
    for (let call = 0; call < 3; call++) {
      await pass(A_WHILE_MS)
      expect(await program.pid({ spares: 5 })).toBe(spare)
      ;[spare = 0] = await spares(1, [spare])
    }
    await pass(A_WHILE_MS)
    await turn()
    expect(lives).toHaveLength(6)
  })

  it('has a process of its own in each call', async () => {
    const pids = await Promise.all(Array.from({ length: 6 }, () => program.pid({ spares: 2 })))
    for (let call = 0; call < 6; call++) pids.push(await program.pid({ spares: 2 }))
    expect(new Set(pids).size).toBe(12)
  })

  it.each([1, 2, 3])('of which many are called at once keeps %i at most', async (count) => {
    stopClock()
    const used = await Promise.all(Array.from({ length: 5 }, () => program.pid({ spares: count })))
    await spares(count, used)
    await pass(A_WHILE_MS)
    await turn()
    expect([living().length, lives.length]).toEqual([count, 5 + count])
  })

  it('loses them when it has not been called for ten seconds', async () => {
    stopClock()
    const first = await warmUp(() => program.pid({ spares: 1 }))
    await pass(9_000)
    expect(await program.pid({ spares: 1 })).toBe(first)
    const [second = 0] = await spares(1, [first])
    await pass(9_000)
    await turn()
    expect([living(), isAlive(second)]).toEqual([[second], true])
    await pass(1_000)
    await untilTurn(() => living().length === 0)
    await program.pid({ spares: 1 })
    await pass(A_WHILE_MS)
    await untilTurn(() => living().length === 0)
    expect(lives).toHaveLength(5)
  })

  it('has none with `spares: 0`', async () => {
    stopClock()
    for (let call = 0; call < 3; call++) await program.pid({ spares: 0 })
    await pass(A_WHILE_MS)
    await untilTurn(() => living().length === 0)
    expect(lives).toHaveLength(3)
  })

  it('loses them with a call that allows none', async () => {
    const spare = await warmUp(() => program.pid({ spares: 1 }))
    await program.pid({ spares: 0 })
    await until(() => living().length === 0)
    expect(isAlive(spare)).toBe(false)
  })

  it('loses them with `closeAll`', async () => {
    await warmUp(() => program.pid({ spares: 1 }))
    await program.closeAll()
    await until(() => living().length === 0)
  })

  it('has none in a process of another task', async () => {
    await program.nested({ spares: 0, env: { VERDIGRIS_SPARES: '2' } })
    // Its process, and one for each of its calls: they say so themselves.
    await until(() => living().length === 0)
    expect(lives).toHaveLength(1)
    expect(find()).toEqual([])
  })

  it('may take one that is still loading', async () => {
    const spare = await warmUpThen('waits', { spares: 1 })
    const call = program.pid({ spares: 1 })
    loadAsUsual()
    expect(await call).toBe(spare)
  })
})

describe('a spare that is lost', () => {
  it('while it waits is noticed, and costs the next call nothing', async () => {
    const spare = await warmUp(() => program.pid({ spares: 1 }))
    process.kill(spare, 'SIGKILL')
    await until(() => living().length === 0)
    expect(await program.pid({ spares: 1 })).not.toBe(spare)
  })

  it('when it has been given the call, which it has not read, costs that nothing but time', async () => {
    const spare = await warmUp(() => program.pid({ spares: 1 }))
    process.kill(spare, 'SIGKILL')
    // Nothing has been heard of it yet.
    const pid = await program.pid({ spares: 1 })
    expect(lives.map((life) => life.pid)).toContain(pid)
    expect(pid).not.toBe(spare)
  })

  it('leaves nothing behind for the process in its place, however late that is told', async () => {
    stopClock()
    loadWith('quiet') // the line is the last of its pipes to end
    const spare = await warmUp(() => program.pid({ spares: 1 }))
    loadWith('waits')
    process.kill(spare, 'SIGSTOP')
    const call = program.pid({ spares: 1 })
    await turn()
    process.kill(spare, 'SIGKILL')
    while (isAlive(spare)); // so that its death and the end of the line are heard of together
    await untilTurn(() => isLoading(lives[3]?.pid))
    await pass(A_WHILE_MS) // more than is given to a process that has closed its line
    await turn()
    loadAsUsual()
    expect(await call).toBe(lives[3]?.pid)
  })

  it('as its module could be loaded but once is not tried again by itself', async () => {
    await warmUpThen('broken-once', { spares: 2 })
    loadAsUsual()
    await untilTurn(() => living().length === 0)
    await pass(A_WHILE_MS)
    await turn()
    expect(lives).toHaveLength(3)
    expect(await program.pid({ spares: 2 })).toBe(lives[3]?.pid)
  })

  it('while it loads, with a call that waits for it, is replaced by a new process', async () => {
    await warmUpThen('broken-once', { spares: 1 })
    const call = program.pid({ spares: 1 })
    loadAsUsual()
    expect(await call).toBe(lives[3]?.pid)
  })

  it('again and again is given up: calls that cannot succeed start few processes in vain', async () => {
    loadWith('broken')
    for (let call = 0; call < 10; call++) {
      expect(await failureOf(program.pid({ spares: 2 }))).toBeInstanceOf(StartError)
    }
    await until(() => living().length === 0)
    expect(lives.length - 10).toBeGreaterThan(0)
    expect(lives.length - 10).toBeLessThanOrEqual(4)
  })

  it('as its module hangs is ended with the patience of the call that asked for it', async () => {
    await warmUpThen('waits', { spares: 1, startTimeout: 7_000 })
    await pass(6_999)
    await turn()
    expect(living()).toHaveLength(1)
    await pass(1)
    await untilTurn(() => living().length === 0)
    await pass(A_WHILE_MS)
    expect(lives).toHaveLength(3)
  })

  it('as it neither loads nor ends is killed in the end', async () => {
    await warmUpThen('waits', { spares: 1, shutdownTimeout: 2_000 })
    await pass(11_999)
    await turn()
    expect(living()).toHaveLength(1)
    await pass(1)
    await untilTurn(() => living().length === 0)
  })

  it('as it hangs has the call that has taken it end in time', async () => {
    const options = { spares: 1, startTimeout: 7_000, shutdownTimeout: 100 }
    const pid = await warmUpThen('waits', options)
    const call = failureOf(program.pid(options))
    await pass(7_000)
    const error = await call
    expect(error).toBeInstanceOf(StartError)
    expect(error).toMatchObject({ pid, phase: 'starting', outcome: 'not-executed' })
  })
})

describe('a call that has a spare', () => {
  it('has the environment of the program as it is now', async () => {
    process.env['SPARES_WORD'] = 'old'
    try {
      const spare = await warmUp(() => program.variable({ spares: 1 }, 'SPARES_WORD'))
      process.env['SPARES_WORD'] = 'new'
      const [pid, word] = await program.variable({ spares: 1 }, 'SPARES_WORD')
      expect([pid === spare, word]).toEqual([false, 'new'])
      await until(() => !isAlive(spare))
    } finally {
      delete process.env['SPARES_WORD']
    }
  })

  it.each([undefined, '.'])('is where the program is now, with `cwd: %s`', async (cwd) => {
    const folder = process.cwd()
    try {
      const spare = await warmUp(() => program.variable({ spares: 1, cwd }, 'PATH'))
      process.chdir(tmpdir())
      const [pid, , where] = await program.variable({ spares: 1, cwd }, 'PATH')
      expect([pid === spare, where]).toEqual([false, process.cwd()])
      await until(() => !isAlive(spare))
    } finally {
      process.chdir(folder)
    }
  })

  it('has the options of its own: others each time are no reason to keep spares', async () => {
    stopClock()
    for (const word of ['a', 'b', 'a', 'b']) {
      const options = { spares: 2, env: { SPARES_WORD: word } }
      expect(await program.variable(options, 'SPARES_WORD')).toContain(word)
    }
    await pass(A_WHILE_MS)
    await untilTurn(() => living().length === 0)
    expect(lives).toHaveLength(4)
  })

  it('gets what it prints, and what its module has printed before, in its own async context', async () => {
    const lines: unknown[] = []
    const call = (name: string): Promise<number> =>
      request.run(name, () => {
        const stdout = (line: string): void => void lines.push([name, request.getStore(), line])
        return program.say({ spares: 1, stdout }, `hello of ${name}`)
      })
    const [spare] = await spares(1, [await call('a'), await call('b')])
    lines.length = 0
    expect(await call('c')).toBe(spare)
    await until(() => lines.length === 2)
    expect(lines).toEqual([
      ['c', 'c', 'loaded'],
      ['c', 'c', 'hello of c'],
    ])
  })

  it('keeps its async context if it is lost', async () => {
    const stores: unknown[] = []
    const options = { spares: 1, stdout: () => stores.push(request.getStore()) }
    const spare = await request.run('first', () => warmUp(() => program.say(options, 'a')))
    stores.length = 0
    process.kill(spare, 'SIGKILL')
    await request.run('second', () => program.say(options, 'b'))
    expect(new Set(stores)).toEqual(new Set(['second']))
    expect(lives.at(-1)?.store).not.toBe('first')
    expect(lives.map(({ store }) => store)).toContain('second')
  })

  it('may stream', async () => {
    const read = async (): Promise<unknown[]> => {
      const items: unknown[] = []
      for await (const item of program.numbers({ spares: 1 })) items.push(item)
      return items
    }
    const spare = await warmUp(read)
    expect(await read()).toEqual([0, 1, 2].map((number) => [spare, number]))
  })

  it('is limited in time', async () => {
    const options = { spares: 1, timeout: 200 }
    const pid = await warmUp(() => program.act(options, 'answer'))
    const error = await failureOf(program.act(options, 'spin'))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ pid, phase: 'running', outcome: 'unknown' })
    await until(() => !isAlive(pid))
  })

  it('may be cancelled', async () => {
    const pid = await warmUp(() => program.act({ spares: 1 }, 'answer'))
    const controller = new AbortController()
    const call = failureOf(program.act({ spares: 1, signal: controller.signal }, 'spin'))
    controller.abort()
    expect(await call).toBe(controller.signal.reason)
    await until(() => !isAlive(pid))
  })

  it('may crash, and be tried again', async () => {
    const pid = await warmUp(() => program.act({ spares: 1 }, 'answer'))
    const error = await failureOf(program.act({ spares: 1, retries: 1, backoff: 0 }, 'crash'))
    expect(error).toBeInstanceOf(CrashError)
    expect(error).toMatchObject({ signal: 'SIGSEGV', attempts: 2, phase: 'running' })
    expect((error as CrashError).pid).not.toBe(pid)
    expect(isAlive(pid)).toBe(false)
  })

  it('that has crashed has begun, and nothing begins it again', async () => {
    const pid = await warmUp(() => program.act({ spares: 1 }, 'answer'))
    const error = await failureOf(program.act({ spares: 1 }, 'crash'))
    expect(error).toMatchObject({ pid, attempts: 1, phase: 'running', outcome: 'unknown' })
  })

  it('may answer with no more than it may otherwise', async () => {
    const options = { spares: 1, maxMessageBytes: 2 ** 12 }
    const pid = await warmUp(() => program.act(options, 'answer'))
    expect(await failureOf(program.act(options, 'large'))).toMatchObject({
      code: 'ERR_MESSAGE_TOO_LARGE',
      limit: 2 ** 12,
      pid,
    })
  })
})

describe('the async context of a spare', () => {
  it('is not that of a request', async () => {
    await request.run('request', () => warmUp(() => program.pid({ spares: 1 })))
    expect(lives.map(({ store }) => store)).toEqual(['request', 'request', undefined])
  })
})

/** The spare of a handle, when it has loaded its module. */
async function spareOf(handle: { stats: () => { processes: { pid: number }[] } }): Promise<number> {
  const own = (): number[] => handle.stats().processes.map(({ pid }) => pid)
  const others = (): number[] => living().filter((pid) => !own().includes(pid))
  await until(() => others().length === 1 && others().every(hasLoaded))
  return others()[0] ?? 0
}

describe('a worker', () => {
  it('has none unless it is told', async () => {
    await using worker = await program.service({})
    await worker.call.pid()
    await turn()
    expect(lives).toHaveLength(1)
  })

  it('that crashes goes on in its spare, with a setup of its own, and has another one then', async () => {
    await using worker = await program.service({ spares: 1 }, 10)
    expect(await worker.call.count()).toBe(11)
    for (let crashes = 1; crashes <= 3; crashes++) {
      const spare = await spareOf(worker)
      expect(await failureOf(worker.call.crash())).toBeInstanceOf(CrashError)
      expect(await worker.call.count()).toBe(11)
      expect([worker.pid, worker.restarts]).toEqual([spare, crashes])
    }
    await spareOf(worker)
    expect(lives).toHaveLength(5)
  })

  it('answers after a crash without that its module is loaded then', async () => {
    await using worker = await program.service({ spares: 1 })
    const spare = await spareOf(worker)
    loadWith('waits')
    await failureOf(worker.call.crash())
    expect(await worker.call.pid()).toBe(spare)
  })

  it('notices that its spare is lost, and has another', async () => {
    await using worker = await program.service({ spares: 1 })
    const spare = await spareOf(worker)
    process.kill(spare, 'SIGKILL')
    await until(() => !living().includes(spare))
    expect(await spareOf(worker)).not.toBe(spare)
    expect([worker.restarts, await worker.call.count()]).toEqual([0, 1])
  })

  it('that loses its spare with itself counts one crash and one restart', async () => {
    await using worker = await program.service({ spares: 1 })
    const crashes: unknown[] = []
    const restarts: unknown[] = []
    worker.on('crash', (error) => crashes.push(error))
    worker.on('restart', (facts) => restarts.push(facts))
    const spare = await spareOf(worker)
    const { pid = 0 } = worker
    process.kill(pid, 'SIGKILL')
    process.kill(spare, 'SIGKILL')
    await until(() => restarts.length === 1)
    expect(await worker.call.count()).toBe(1)
    expect([worker.restarts, crashes.length, restarts]).toEqual([
      1,
      1,
      [{ pid: worker.pid, restarts: 1 }],
    ])
  })

  it('starts no spares without end whose module cannot be loaded again', async () => {
    await using worker = await program.service({ spares: 1 })
    const spare = await spareOf(worker)
    loadWith('broken')
    process.kill(spare, 'SIGKILL')
    // This one, and two that were started for it.
    await until(() => lives.length === 4 && living().length === 1)
    for (let count = 1; count <= 10; count++) expect(await worker.call.count()).toBe(count)
    expect(lives).toHaveLength(4)
  })

  it('that is restarted by hand has a process that is newer than that', async () => {
    await using worker = await program.service({ spares: 1 })
    const spare = await spareOf(worker)
    await worker.restart()
    expect(await worker.call.pid()).not.toBe(spare)
    await until(() => !isAlive(spare))
    await spareOf(worker)
  })

  it.each(['close', 'kill'] as const)('takes its spare along with %s()', async (how) => {
    const worker = await program.service({ spares: 2 })
    await until(() => living().length === 3)
    await worker[how]()
    await until(() => living().length === 0)
    await turn()
    expect(lives).toHaveLength(3)
  })

  it('takes its spare along when it has failed', async () => {
    const worker = await program.service({ spares: 1, restart: false })
    const spare = await spareOf(worker)
    await failureOf(worker.call.crash())
    expect(worker.state).toBe('failed')
    await until(() => !isAlive(spare))
    await worker.close()
  })

  it('that is supervised starts again, although its spare is lost with it', async () => {
    await using app = await supervise({ strategy: 'one-for-all' }, [
      () => program.service({ spares: 1 }),
      () => program.service({}),
    ])
    const [worker, other] = app.children
    const own = [worker.pid, other.pid]
    await until(() => living().length === 3 && living().every(hasLoaded))
    const spare = living().find((pid) => !own.includes(pid)) ?? 0
    // It takes the place, but never learns of that.
    process.kill(spare, 'SIGSTOP')
    process.kill(worker.pid ?? 0, 'SIGKILL')
    await until(() => worker.stats().processes.some(({ pid }) => pid === spare))
    process.kill(spare, 'SIGKILL')
    expect([await worker.call.count(), await other.call.count()]).toEqual([1, 1])
    expect([app.restarts, worker.restarts, other.restarts]).toEqual([1, 1, 1])
  })
})

describe('a pool', () => {
  it('grows and is renewed by its spares', async () => {
    await using pool = await program.crew({ size: 2, spares: 1, schedule: 'round-robin' })
    const spare = await spareOf(pool)
    await failureOf(pool.call.crash())
    await until(() => pool.size === 2 && pool.stats().processes.some(({ pid }) => pid === spare))
    await spareOf(pool)
    expect([lives.length, living().length, pool.restarts]).toEqual([4, 3, 1])
  })

  it('renews by a spare what has done its share', async () => {
    await using pool = await program.crew({ size: 1, spares: 1, recycleAfter: { calls: 1 } })
    const spare = await spareOf(pool)
    const first = await pool.call.pid()
    await until(() => !isAlive(first))
    expect([await pool.call.pid(), pool.restarts]).toEqual([spare, 0])
  })

  it('for tasks has spares too', async () => {
    await using pool = await program.shared({ size: 1, spares: 1 })
    await program.act({ pool }, 'answer')
    await until(() => living().length === 2)
    const [first = 0, spare] = living()
    await failureOf(program.act({ pool }, 'crash'))
    expect(isAlive(first)).toBe(false)
    expect(await program.act({ pool }, 'answer')).toEqual([spare, ''])
  })
})

describe('a program that has a spare', () => {
  /** Runs it until it has named its spare, or to its end. */
  async function start(scenario: string) {
    const { env, find: findOwn } = markedEnvironment()
    const parent = spawn(process.execPath, [path, scenario, log.file], { env })
    let said = ''
    let complained = ''
    parent.stdout.on('data', (chunk) => (said += String(chunk)))
    parent.stderr.on('data', (chunk) => (complained += String(chunk)))
    const ended = new Promise<object>((resolve) =>
      parent.once('close', (code, signal) => resolve({ code, signal, complained })),
    )
    await until(() => said.endsWith('\n') || parent.exitCode !== null)
    const spare = Number(/^spare (\d+)$/m.exec(said)?.[1])
    return { parent, spare, ended, find: findOwn }
  }

  it.each(['ends', 'ends-while-it-loads', 'ends-while-it-is-dismissed', 'worker'])(
    'ends when it has nothing else to do, without delay, and the spare with it (%s)',
    async (scenario) => {
      const { spare, ended, find: findOwn } = await start(scenario)
      expect(await ended).toEqual({ code: 0, signal: null, complained: '' })
      await until(() => !isAlive(spare) && findOwn().length === 0)
    },
  )

  it('ends with the code that it gives', async () => {
    const { spare, ended, find: findOwn } = await start('exits')
    expect(await ended).toEqual({ code: 7, signal: null, complained: '' })
    await until(() => !isAlive(spare) && findOwn().length === 0)
  })

  it.each(['lives', 'lives-while-it-loads'])(
    'takes it along when it is killed by SIGKILL (%s)',
    async (scenario) => {
      const { parent, spare, ended, find: findOwn } = await start(scenario)
      expect(isAlive(spare)).toBe(true)
      parent.kill('SIGKILL')
      expect(await ended).toEqual({ code: null, signal: 'SIGKILL', complained: '' })
      await until(() => !isAlive(spare) && findOwn().length === 0)
    },
  )
})

describe('the option `spares`', () => {
  it.each([-1, 1.5, '2', Infinity])('is refused by name if it is %s', async (count) => {
    const spares = count as number
    const expected = { code: 'ERR_OPTION', outcome: 'not-executed' }
    expect(await failureOf(program.pid({ spares }))).toMatchObject({
      ...expected,
      option: 'task.spares',
    })
    expect(await failureOf(program.service({ spares }))).toMatchObject({
      ...expected,
      option: 'worker.spares',
    })
    expect(await failureOf(program.crew({ spares }))).toMatchObject({
      ...expected,
      option: 'pool.spares',
    })
    expect(lives).toEqual([])
  })

  it('is left to the pool of a task that has one', async () => {
    await using pool = await program.shared({ size: 1 })
    expect(await failureOf(program.pid({ pool, spares: 1 }))).toMatchObject({
      code: 'ERR_OPTION',
      option: 'task.spares',
    })
  })
})
