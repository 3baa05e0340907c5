// Processes that are asked for before there is a call: which call has them, and why there may be none.
import { execFile } from 'node:child_process'
import { tracingChannel } from 'node:diagnostics_channel'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { NotCompiledError, OptionError, ProtocolError, StartError, task } from 'verdigris'
import { buildProgram, loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { pass, stopClock, untilTurn } from './fake-clock.ts'
import { expectNoneLeft, markDescendants, markedEnvironment } from './processes.ts'
import type * as Program from './programs/prewarm.ts'

// More than the time after which a label that is not called loses its spares.
const IDLE_MS = 11_000
// Less than that: a program that the process keeps alive does not end by itself before.
const LIMIT_MS = 8_000

let program: typeof Program
let find: () => number[]
/** All processes since the beginning of the test, in the order in which they were started. */
let started: number[]
const note = (context: unknown): number => started.push((context as { pid: number }).pid)

beforeAll(async () => {
  program = await loadProgram<typeof Program>('prewarm')
})

beforeEach(() => {
  find = markDescendants()
  started = []
  tracingChannel('verdigris:process').start.subscribe(note)
})

afterEach(async () => {
  vi.useRealTimers()
  tracingChannel('verdigris:process').start.unsubscribe(note)
  await program.closeAll()
  await expectNoneLeft(find)
})

describe('a task for which a process was asked', () => {
  it('has it when it is called first', async () => {
    await program.warm()
    expect(started).toHaveLength(1)
    expect(await program.engine()).toBe(started[0])
  })

  it('has the one that is loading, if it is called before', async () => {
    const warm = program.warm()
    expect(await program.engine()).toBe(started[0])
    await warm
  })

  it('is asked for twice and has one, at once or after another', async () => {
    await Promise.all([program.warm(), program.warm()])
    await program.warm()
    expect(started).toHaveLength(1)
  })

  it('has it with the same options only', async () => {
    const env = { PREWARM_FOR: 'one' }
    await program.warm({ env })
    expect(await program.engine({ env: { PREWARM_FOR: 'another' } })).not.toBe(started[0])
    await program.warm({ env, cwd: '/' })
    const warmed = started.at(-1)
    expect(await program.engine({ env, cwd: '/', timeout: 20_000, retries: 1 })).toBe(warmed)
  })

  it('asked for with other options has another one', async () => {
    await program.warm()
    await program.warm({ execArgv: ['--expose-gc'] })
    expect(started).toHaveLength(2)
    expect(await program.engine({ execArgv: ['--expose-gc'] })).toBe(started[1])
  })

  it('has it in a process as well', async () => {
    const inside = await program.warmInside()
    expect(inside.started).toEqual([inside.called])
  })

  it('and is not called, loses it', async () => {
    stopClock()
    await program.warm()
    expect(find()).toEqual(started)
    await pass(IDLE_MS)
    await untilTurn(() => find().length === 0)
  })

  it('has it as long as loading takes, and then for a while', async () => {
    stopClock()
    const hanging = program.warm({ env: { PREWARM_LOAD: 'hang' }, startTimeout: 3 * IDLE_MS })
    await pass(2 * IDLE_MS)
    expect(find()).toEqual(started)
    const failure = failureOf(hanging)
    await pass(2 * IDLE_MS)
    expect(await failure).toBeInstanceOf(StartError)
  })
})

describe('what a process cannot load', () => {
  const warm = (load: string, startTimeout?: number): Promise<unknown> =>
    failureOf(program.warm({ env: { PREWARM_LOAD: load }, stderr: 'ignore', startTimeout }))

  it('is what its module has thrown', async () => {
    const error = await warm('throw')
    expect(error).toBeInstanceOf(StartError)
    expect(error).toMatchObject({
      label: 'prewarmed',
      phase: 'starting',
      outcome: 'not-executed',
      pid: started[0],
      cause: new RangeError('no engine'),
    })
    expect((error as Error).message).toContain('Task "prewarmed" (programs/prewarm.ts:')
    expect((error as Error).stack).toMatch(/at task\.prewarm "prewarmed" \(programs\/prewarm\.ts:/)
  })

  it('is how it has ended', async () => {
    const exit = await warm('exit')
    expect(exit).toBeInstanceOf(StartError)
    expect(exit).toMatchObject({ exitCode: 3, signal: null, reason: 'exit' })
    const crash = await warm('crash')
    expect(crash).toBeInstanceOf(StartError)
    expect(crash).toMatchObject({ signal: 'SIGSEGV', reason: 'segfault' })
    expect((crash as Error).message).toContain('the engine is on fire')
  })

  it('is that it takes too long', async () => {
    const error = await warm('hang', 300)
    expect(error).toBeInstanceOf(StartError)
    expect((error as Error).message).toContain('had not been loaded after 300 ms')
  })

  it('is that its line is closed', async () => {
    expect(await warm('close')).toBeInstanceOf(ProtocolError)
  })

  it('is told to all who have asked', async () => {
    const options = { env: { PREWARM_LOAD: 'exit' } }
    const both = [program.warm(options), program.warm(options)]
    const errors = await Promise.all(both.map((each) => failureOf(each)))
    expect(errors).toEqual([expect.any(StartError), expect.any(StartError)])
    expect(started).toHaveLength(1)
  })

  it('is tried again when it is asked for again', async () => {
    for (const _ of Array.from({ length: 4 })) await warm('exit')
    expect(started).toHaveLength(4)
  })

  it('is that there is no such directory', async () => {
    const error = await failureOf(program.warm({ cwd: '/no/such/directory' }))
    expect(error).toBeInstanceOf(StartError)
    expect((error as Error).message).toContain('/no/such/directory does not exist')
  })
})

describe('a process that is not asked for as it should be', () => {
  it.each(['pool', 'timeout', 'signal', 'retries', 'backoff', 'transfer'])('%s', async (name) => {
    const options = { [name]: name === 'signal' ? AbortSignal.timeout(1) : 1 }
    const error = await failureOf(program.warm(options))
    expect(error).toBeInstanceOf(OptionError)
    expect(error).toMatchObject({ option: `task.prewarm.${name}`, label: 'prewarmed' })
  })

  it('no spares', async () => {
    const error = await failureOf(program.warmNone())
    expect(error).toMatchObject({ code: 'ERR_OPTION', option: 'task.prewarm.spares' })
  })

  it('by code that was not compiled', async () => {
    const error = await failureOf(task.prewarm('plain'))
    expect(error).toBeInstanceOf(NotCompiledError)
    expect((error as Error).stack).toContain('prewarm.test.ts')
  })
})

describe('a program', () => {
  let file: string
  const run = async (...args: string[]): Promise<string[]> => {
    const { env, find: left } = markedEnvironment()
    const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], {
      env,
      timeout: LIMIT_MS,
    })
    await expectNoneLeft(left)
    return stdout.trim().split('\n')
  }

  beforeAll(async () => {
    file = await buildProgram('prewarm-ends')
  })

  it('waits for the process, and ends while that waits', async () => {
    expect(await run()).toEqual([expect.stringMatching(/^\d+$/), 'ready'])
  })

  it('ends when the call is over', async () => {
    const [, ready] = await run('call')
    expect(ready).toBe('ready')
  })

  it('that has another bundle than was built is told that it has no such label', async () => {
    const directory = path.join(path.dirname(file), 'verdigris')
    const name = readdirSync(directory).find((each) => /^worker-\w+\.cjs$/.test(each)) ?? ''
    const entry = path.join(directory, name)
    writeFileSync(entry, readFileSync(entry, 'utf8').replaceAll('["prewarmed"]', '["another"]'))
    const error = await failureOf(run())
    expect((error as { stderr: string }).stderr).toContain('UnknownLabelError: Task "prewarmed"')
  })
})
