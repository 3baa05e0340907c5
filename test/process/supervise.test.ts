// Workers and pools that stand and fall together: who is restarted, in which order, and when that is given up.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { expectNoneLeft, markDescendants, until } from './processes.ts'
import type * as Program from './programs/supervised.ts'

let program: typeof Program
let find: () => number[]
let folder: string
let log: string

beforeAll(async () => {
  program = await loadProgram<typeof Program>('supervised')
})

beforeEach(() => {
  find = markDescendants()
  folder = mkdtempSync(path.join(tmpdir(), 'verdigris-'))
  log = path.join(folder, 'log')
  writeFileSync(log, '')
})

afterEach(async () => {
  await expectNoneLeft(find)
  rmSync(folder, { recursive: true })
})

const events = (): string => readFileSync(log, 'utf8').trim()

/** Waits for what is to happen, and shows what has happened instead if it does not. */
async function untilLogged(expected: string): Promise<void> {
  const patience = AbortSignal.timeout(15_000)
  await until(() => patience.aborted || events() === expected)
  expect(events()).toBe(expected)
}

describe('a supervisor', () => {
  it('starts its children from left to right and closes them from right to left', async () => {
    const supervisor = await program.start({}, log)
    expect(events()).toBe('+first +second +third')
    expect(supervisor.state).toBe('running')
    await supervisor.close()
    expect(events()).toBe('+first +second +third -third -second -first')
    expect(supervisor.state).toBe('closed')
  })

  it('closes those that have started when one does not, and says why', async () => {
    expect(await failureOf(program.startWithBrokenChild(log))).toMatchObject({
      name: 'RangeError',
      message: 'no',
    })
    expect(events()).toBe('-sound')
  })

  it('one-for-one: restarts the one that crashed, and no other', async () => {
    await using supervisor = await program.start({ intensity: 3 }, log)
    const [first, second] = supervisor.children
    const pid = await first.call.pid()
    expect(await failureOf(second.call.crash())).toMatchObject({ code: 'ERR_CRASH' })
    await second.call.pid()
    expect(events()).toBe('+first +second +third +second')
    expect(await first.call.pid()).toBe(pid)
    expect(supervisor.restarts).toBe(1)
  })

  it('one-for-all: ends the others from right to left and starts all from left to right', async () => {
    await using supervisor = await program.start({ strategy: 'one-for-all' }, log)
    const [first, second, third] = supervisor.children
    const ended = failureOf(second.call.crash())
    const answers = Promise.all([
      ended.then(() => first.call.pid()),
      ended.then(() => third.call.pid()),
    ])
    await untilLogged('+first +second +third -third -first +first +second +third')
    expect(await answers).toEqual([first.pid, expect.any(Number)])
  })

  it('rest-for-one: restarts those after the one that crashed', async () => {
    await using supervisor = await program.start({ strategy: 'rest-for-one' }, log)
    await failureOf(supervisor.children[1].call.crash())
    await untilLogged('+first +second +third -third +second +third')
  })

  it('lets a call of another child end before it restarts that', async () => {
    await using supervisor = await program.start({ strategy: 'one-for-all' }, log)
    const [first, second] = supervisor.children
    const slept = second.call.sleep(300)
    await failureOf(first.call.crash())
    expect(await slept).toBe('slept')
    await untilLogged('+first +second +third -third -second +first +second +third')
  })

  it('leaves a pool to itself until that gives up', async () => {
    await using supervisor = await program.start({ strategy: 'rest-for-one' }, log)
    const [, , third] = supervisor.children
    await failureOf(third.call.crash())
    await third.call.pid()
    expect(supervisor.restarts).toBe(0)
    await failureOf(third.call.crash())
    await third.call.pid()
    expect(supervisor.restarts).toBe(1)
    expect(events()).toBe('+first +second +third +third +third')
  })

  it('gives up after more restarts than its intensity, ends all, and can be restarted by hand', async () => {
    await using supervisor = await program.start({ strategy: 'one-for-all', intensity: 1 }, log)
    const [first, second, third] = supervisor.children
    await failureOf(first.call.crash())
    await second.call.pid()
    await failureOf(first.call.crash())
    await until(() => supervisor.state === 'failed')
    const error = await failureOf(third.call.pid())
    expect(error).toMatchObject({
      code: 'ERR_RESTART_LIMIT',
      label: 'third',
      intensity: 1,
      periodMs: 5_000,
      cause: { code: 'ERR_CRASH', label: 'first' },
    })
    await expectNoneLeft(() =>
      find().filter((pid) => [second.pid, third.stats().processes[0]?.pid].includes(pid)),
    )
    await supervisor.restart()
    expect(supervisor.state).toBe('running')
    expect(await Promise.all([first.call.pid(), second.call.pid(), third.call.pid()])).toHaveLength(
      3,
    )
  })

  it('counts a child that cannot start again, until it gives up', async () => {
    const broken = path.join(folder, 'broken')
    await using supervisor = await program.start({ intensity: 3 }, log, broken)
    writeFileSync(broken, '')
    const [, second] = supervisor.children
    await failureOf(second.call.crash())
    const error = await failureOf(second.call.pid())
    expect(error).toMatchObject({
      code: 'ERR_RESTART_LIMIT',
      cause: { code: 'ERR_START', exitCode: 3 },
    })
    expect(supervisor.restarts).toBe(3)
  })

  it('refuses what is no handle, and options that it does not know', async () => {
    const { supervise } = await import('verdigris')
    expect(await failureOf(supervise({}, [() => 5 as never]))).toMatchObject({ code: 'ERR_OPTION' })
    expect(await failureOf(supervise({ strategy: 'all' as never }, []))).toMatchObject({
      option: 'supervise.strategy',
    })
  })
})
