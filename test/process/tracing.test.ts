// What those are told who look on through node:diagnostics_channel, and in whose name it happens.
import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { expectNoneLeft, markDescendants, until } from './processes.ts'
import type * as Program from './programs/traced.ts'

let program: typeof Program
let find: () => number[]
const stops: (() => void)[] = []
const context = new AsyncLocalStorage<string>()

beforeAll(async () => {
  program = await loadProgram<typeof Program>('traced')
})

beforeEach(() => {
  find = markDescendants()
})

afterEach(async () => {
  for (const stop of stops.splice(0)) stop()
  await expectNoneLeft(find)
})

interface Traced {
  event: 'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error'
  /** The very object, which is the same for all events of one call. */
  message: Record<string, unknown>
  /** The async context in which the subscriber was called. */
  store: string | undefined
}

/** Listens until the end of the test. */
function listen(name: 'task' | 'call' | 'process'): Traced[] {
  const events: Traced[] = []
  const channel = tracingChannel<unknown, Record<string, unknown>>(`verdigris:${name}`)
  const note = (event: Traced['event']) => (message: object) => {
    events.push({
      event,
      message: message as Record<string, unknown>,
      store: context.getStore(),
    })
  }
  const subscribers = {
    start: note('start'),
    end: note('end'),
    asyncStart: note('asyncStart'),
    asyncEnd: note('asyncEnd'),
    error: note('error'),
  }
  channel.subscribe(subscribers)
  stops.push(() => channel.unsubscribe(subscribers))
  return events
}

const namesOf = (events: Traced[]): string[] => events.map(({ event }) => event)
const ofLabel = (events: Traced[], label: string): Traced[] =>
  events.filter(({ message }) => message['label'] === label)

describe('verdigris:task', () => {
  it('tells of a task that goes well, with one context for all events', async () => {
    const events = listen('task')
    expect(await program.double(2)).toBe(4)
    await until(() => events.length === 4)
    expect(namesOf(events)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    expect(new Set(events.map(({ message }) => message)).size).toBe(1)
    expect(events[0]?.message).toMatchObject({
      label: 'double',
      callSite: expect.stringMatching(/^programs\/traced\.ts:\d+:\d+$/),
      result: 4,
    })
  })

  it('tells which process has the task, so that the others of its label are spares', async () => {
    const tasks = listen('task')
    const processes = listen('process')
    const pids: unknown[] = []
    for (let n = 0; n < 3; n++) {
      await program.double(n, { spares: 1 })
      pids.push(tasks.at(-1)?.message['pid'])
    }
    const startedPids = (): unknown[] =>
      processes.filter(({ event }) => event === 'start').map(({ message }) => message['pid'])
    await until(() => startedPids().length > pids.length)
    expect(new Set(pids).size).toBe(3)
    expect(startedPids()).toEqual(expect.arrayContaining(pids))
    // What is kept goes with what is asked for.
    await program.double(3, { spares: 0 })
  })

  it('tells of one that fails', async () => {
    const events = listen('task')
    const error = await failureOf(program.throwError())
    await until(() => events.length === 5)
    expect(namesOf(events)).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    expect(events[2]?.message['error']).toBe(error)
  })

  it('tells of one in a pool', async () => {
    await using pool = await program.shared({ size: 1 })
    const events = listen('task')
    expect(await program.double(3, { pool })).toBe(6)
    await until(() => events.length === 4)
    expect(events[0]?.message).toMatchObject({ label: 'double', result: 6 })
  })

  it('tells of a stream when it is first read', async () => {
    const events = listen('task')
    const stream = program.numbers(3)
    expect(events).toEqual([])
    for await (const number of stream) expect(number).toBeLessThan(3)
    await until(() => events.length === 4)
    expect(events[0]?.message).toMatchObject({ label: 'traced-numbers' })
  })
})

describe('verdigris:call', () => {
  it('tells of a call of a worker, by label and method', async () => {
    await using worker = await program.service()
    const events = listen('call')
    expect(await worker.call.double(2)).toBe(4)
    const error = await failureOf(worker.call.fail())
    await until(() => events.length === 9)
    expect(namesOf(events.slice(0, 4))).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    expect(events[0]?.message).toMatchObject({
      kind: 'worker',
      label: 'service',
      method: 'double',
      callSite: expect.stringMatching(/^programs\/traced\.ts:\d+:\d+$/),
      result: 4,
    })
    expect(namesOf(events.slice(4))).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    expect(events[4]?.message).toMatchObject({ method: 'fail', error })
  })

  it('tells of a call of a pool, and of one that crashes', async () => {
    await using pool = await program.crew({ size: 1 })
    await using worker = await program.service()
    const events = listen('call')
    await pool.call(1)
    const error = await failureOf(worker.call.crash())
    expect(ofLabel(events, 'traced-crew')[0]?.message).toMatchObject({ kind: 'pool', result: 1 })
    expect(ofLabel(events, 'service')[0]?.message).toMatchObject({ error })
  })

  it('tells nothing to those who have left', async () => {
    await using worker = await program.service()
    const events = listen('call')
    await worker.call.double(1)
    for (const stop of stops.splice(0)) stop()
    const { length } = events
    await worker.call.double(1)
    expect(events).toHaveLength(length)
  })

  it('is not upset by a subscriber that throws', async () => {
    await using worker = await program.service()
    const channel = tracingChannel('verdigris:call')
    const errors: unknown[] = []
    const others = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => errors.push(error))
    const start = (): void => {
      throw new Error('of the subscriber')
    }
    channel.start.subscribe(start)
    try {
      expect(await worker.call.double(1)).toBe(2)
      await until(() => errors.length > 0)
    } finally {
      channel.start.unsubscribe(start)
      process.removeAllListeners('uncaughtException')
      for (const listener of others) process.on('uncaughtException', listener)
    }
    expect(errors).toMatchObject([{ message: 'of the subscriber' }])
  })
})

describe('verdigris:process', () => {
  it('tells of the life of each process: how it ended is the result', async () => {
    const events = listen('process')
    const worker = await program.service()
    const { pid } = worker
    await failureOf(worker.call.crash())
    await worker.call.double(1)
    const other = worker.pid
    await worker.close()
    await program.double(1)
    await until(() => events.length === 12)
    const lives = new Set(events.map(({ message }) => message))
    for (const life of lives) {
      const own = events.filter(({ message }) => message === life)
      expect(namesOf(own)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    }
    const callSite = expect.stringMatching(/^programs\/traced\.ts:\d+:\d+$/)
    const worked = { kind: 'worker', label: 'service', callSite }
    const killed = { exit: { code: null, signal: 'SIGKILL' }, reason: 'killed' }
    const left = { exit: { code: 0, signal: null }, reason: 'exit' }
    expect([...lives]).toMatchObject([
      { ...worked, pid, result: killed },
      { ...worked, pid: other, result: left },
      { kind: 'task', label: 'double', callSite, pid: expect.any(Number), result: left },
    ])
  })

  it('tells of one that could not be started', async () => {
    const events = listen('process')
    const cwd = '/there/is/no/such/folder'
    expect(await failureOf(program.double(1, { cwd }))).toMatchObject({ code: 'ERR_START' })
    await until(() => events.length === 5)
    expect(events[0]?.message).toMatchObject({ label: 'double', error: { code: 'ENOENT' } })
  })
})

describe('the async context', () => {
  it('of a caller is that of its subscribers, and what it finds after its await', async () => {
    await using worker = await program.service()
    await using pool = await program.crew({ size: 2 })
    const calls = listen('call')
    const tasks = listen('task')
    const call = (name: string) =>
      context.run(name, async () => {
        await worker.call.double(1)
        expect(context.getStore()).toBe(name)
        await pool.call(5)
        expect(context.getStore()).toBe(name)
        await failureOf(worker.call.fail())
        expect(context.getStore()).toBe(name)
        for await (const number of worker.call.numbers(20)) {
          expect([context.getStore(), number < 20]).toEqual([name, true])
        }
        await program.double(1)
        expect(context.getStore()).toBe(name)
      })
    await Promise.all(['a', 'b', 'c'].map(call))
    await until(() => tasks.length === 12 && calls.length === 3 * (4 + 4 + 5 + 4))
    for (const { message } of [...calls, ...tasks]) {
      const stores = [...calls, ...tasks].filter((event) => event.message === message)
      expect(new Set(stores.map(({ store }) => store)).size).toBe(1)
    }
    expect(new Set(calls.map(({ store }) => store))).toEqual(new Set(['a', 'b', 'c']))
    expect(new Set(tasks.map(({ store }) => store))).toEqual(new Set(['a', 'b', 'c']))
  })

  it('of a caller is what a callback of its promise finds', async () => {
    await using worker = await program.service()
    const stores: unknown[] = []
    await Promise.all(
      ['a', 'b'].map((name) =>
        context.run(name, () =>
          worker.call.double(1).then(() => stores.push([name, context.getStore()])),
        ),
      ),
    )
    expect(stores).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ])
  })

  it('of one request does not stick to a process that it happens to start', async () => {
    await using pool = await program.crew({ size: { min: 1, max: 2 } })
    const grown: unknown[] = []
    pool.on('exit', () => grown.push(context.getStore()))
    await context.run('request', () => Promise.all([pool.call(50), pool.call(50)]))
    expect(pool.size).toBe(2)
    for (const { pid } of pool.stats().processes) process.kill(pid, 'SIGKILL')
    await until(() => grown.length === 2)
    expect(grown).toEqual([undefined, undefined])
  })
})
