// How many spares there are beside the calls, with processes that only stand for some.
import { AsyncResource } from 'node:async_hooks'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Slots } from '../../../src/process/slots.ts'
import type * as Real from '../../../src/process/spawn.ts'
import { type TaskSpareOptions, TaskSpares } from '../../../src/process/task-spares.ts'

/** The processes that live, the oldest first. */
const living: FakeChild[] = []

/** A process without a process: it has loaded its module at once, and ends when it is asked to. */
class FakeChild {
  readonly label: string
  readonly channel = {
    prepare: (
      _stays: boolean,
      _announces: boolean,
      { receive }: { receive: (reply: { type: 'ready' }) => void },
    ) => receive({ type: 'ready' }),
    close: () => this.kill(),
  }

  readonly #events: Real.ChildEvents

  constructor({ label }: Real.SpawnOptions, events: Real.ChildEvents) {
    this.label = label
    this.#events = events
    living.push(this)
  }

  hold(): void {}
  readOutput(): void {}
  kill(): void {
    const at = living.indexOf(this)
    if (at === -1) return
    living.splice(at, 1)
    setImmediate(() => this.#events.onDeath({ stderr: '', uptimeMs: 0 }))
  }
}

vi.mock('../../../src/process/spawn.ts', async (load) => ({
  ...(await load<typeof Real>()),
  Child: function (options: Real.SpawnOptions, events_: Real.ChildEvents) {
    return new FakeChild(options, events_)
  },
}))

const LIMIT = 3
const events = { onNotice: vi.fn(), onProblem: vi.fn(), onEnd: vi.fn(), onDeath: vi.fn() }
let slots: Slots
let spares: TaskSpares

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] })
  slots = new Slots(LIMIT)
  spares = new TaskSpares(slots, new AsyncResource('test'))
})

afterEach(() => {
  spares.close()
  vi.advanceTimersByTime(0)
  expect(living).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

function optionsOf(label: string, count: number): TaskSpareOptions {
  return {
    label,
    facts: { kind: 'task', label, callSite: '' },
    bundle: { path: '/bundle.js', build: '1', types: undefined, isInline: false },
    env: {},
    cwd: undefined,
    execArgv: [],
    stdout: 'inherit',
    stderr: 'inherit',
    memoryBytes: undefined,
    maxMessageBytes: 1_000,
    startTimeoutMs: 1_000,
    shutdownTimeoutMs: 1_000,
    spares: count,
  }
}

/** Begins a call. Gives whether it had a spare, and a function that ends it. */
function call(label: string, count = 5): { hasSpare: boolean; end: () => void } {
  const options = optionsOf(label, count)
  slots.take(() => {})
  const child = spares.take(options, events) as unknown as FakeChild | undefined
  const end = (): void => {
    child?.kill()
    slots.release()
    spares.refill(options)
  }
  return { hasSpare: child !== undefined, end }
}

function callToEnd(label: string, count?: number): boolean {
  const { hasSpare, end } = call(label, count)
  end()
  vi.advanceTimersByTime(50)
  return hasSpare
}

const labels = (): string => living.map(({ label }) => label).join('')

describe('spares of tasks', () => {
  it('are as many as were missing', () => {
    expect([callToEnd('a'), callToEnd('a'), labels()]).toEqual([false, false, 'a'])
    expect([callToEnd('a'), labels()]).toEqual([true, 'a'])
    const calls = [call('a'), call('a')]
    expect(calls.map(({ hasSpare }) => hasSpare)).toEqual([true, false])
    for (const { end } of calls) end()
    vi.advanceTimersByTime(50)
    expect(labels()).toBe('aa')
  })

  it('are started while a call runs that takes its time', () => {
    callToEnd('a')
    const { end } = call('a')
    expect(labels()).toBe('')
    vi.advanceTimersByTime(50)
    expect(labels()).toBe('a')
    end()
  })

  it('have the places that calls leave, and give them back to these', () => {
    for (const label of ['a', 'a', 'b', 'b', 'c', 'c']) callToEnd(label)
    expect(labels()).toBe('abc')
    callToEnd('d')
    callToEnd('d')
    // The first call of `d` needed a place, and so did its spare when that was over.
    expect(labels()).toBe('bcd')
    const calls = [call('e'), call('e'), call('e')]
    expect(labels()).toBe('')
    vi.advanceTimersByTime(50)
    expect(labels()).toBe('')
    for (const { end } of calls) end()
    vi.advanceTimersByTime(50)
    expect(labels()).toBe('ee') // the first one's call wanted none
  })

  it('are fewer when fewer are allowed', () => {
    callToEnd('a')
    const calls = [call('a'), call('a')]
    for (const { end } of calls) end()
    vi.advanceTimersByTime(50)
    expect(labels()).toBe('aa')
    const { hasSpare, end } = call('a', 0)
    expect([hasSpare, living.length]).toEqual([true, 1])
    end()
    expect(labels()).toBe('')
  })

  it('go ten seconds after the latest call of their label', () => {
    for (const label of ['a', 'a', 'b', 'b']) callToEnd(label)
    vi.advanceTimersByTime(9_000)
    callToEnd('b')
    vi.advanceTimersByTime(9_000)
    expect(labels()).toBe('b')
    vi.advanceTimersByTime(1_000)
    expect(labels()).toBe('')
  })
})
