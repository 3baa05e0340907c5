// `map`: a call for each item of a source, some at a time, as they are read.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ClosedError, CrashError } from 'verdigris'
import { loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { createLog, type Log } from './logs.ts'
import { expectNoneLeft, markDescendants } from './processes.ts'
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
  await expectNoneLeft(find)
  log.remove()
})

const range = (end: number): number[] => Array.from({ length: end }, (_, n) => n)
const doubled = (end: number): number[] => range(end).map((n) => n * 2)

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** A source that counts how far it was read, and hears when it is given up. */
class Source {
  read = 0
  returned = 0
  readonly #end: number
  readonly #itemAt: (n: number) => number

  constructor(end: number, itemAt = (n: number) => n) {
    this.#end = end
    this.#itemAt = itemAt
  }

  *[Symbol.iterator](): Generator<number> {
    try {
      while (this.read < this.#end) yield this.#itemAt(this.read++)
    } finally {
      this.returned++
    }
  }

  async *asynchronously(): AsyncGenerator<number> {
    for (const item of this) {
      await new Promise((resolve) => setImmediate(resolve))
      yield item
    }
  }
}

describe('map', () => {
  it('gives the values in the order of the items, whichever is ready first', async () => {
    await using pool = await program.mapper({ size: 2 })
    expect(await collect(pool.map(range(12)))).toEqual(doubled(12))
    expect(await collect(pool.map(new Source(12).asynchronously()))).toEqual(doubled(12))
    expect(await collect(pool.map([]))).toEqual([])
  })

  it('gives them as they are ready with `ordered: false`', async () => {
    await using pool = await program.reverser(log.beside('go'))
    const items = ['first', 'second'] as const
    expect(await collect(pool.map(items, { ordered: false }))).toEqual(['second', 'first'])
    expect(await collect(pool.map(items))).toEqual(items)
  })

  it('makes as many calls at a time as the pool can run, or as `concurrency` says', async () => {
    await using pool = await program.mapper({ size: 2, concurrency: 2 })
    const most = async (concurrency?: number) => {
      let calls = 0
      const iterator = pool.map(range(20), concurrency === undefined ? {} : { concurrency })
      for await (const value of iterator) {
        void value
        calls = Math.max(calls, pool.running + pool.queued)
      }
      return calls
    }
    expect(await most(1)).toBe(1)
    expect(await most()).toBeLessThanOrEqual(4)
    expect(await most(6)).toBeLessThanOrEqual(6)
  })

  it('is told which function to call if there are several', async () => {
    await using pool = await program.methods()
    expect(await collect(pool.map(['a', 'b'], { method: 'shout' }))).toEqual(['A', 'B'])
    expect(await collect(pool.map([1, 2], { method: 'double' }))).toEqual([2, 4])
    const wrong = { method: 'neither' } as never
    expect(() => pool.map([1], wrong)).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION', option: 'map.method' }),
    )
  })

  it('ends with the first failure, in the order of the items, and gives the source up', async () => {
    await using pool = await program.mapper({ size: 2 })
    const source = new Source(1_000, (n) => (n === 13 ? -1 : n))
    const values: number[] = []
    const read = async () => {
      for await (const value of pool.map(source)) values.push(value)
    }
    const error = await failureOf(read())
    expect(error).toMatchObject({ name: 'RangeError', message: 'minus one' })
    expect(values).toEqual(doubled(13))
    expect(source.returned).toBe(1)
    expect(source.read).toBeLessThan(20)
    await pool.drain()
    expect(pool.queued).toBe(0)
  })

  it('settle: gives how each call has ended, and makes them all', async () => {
    await using pool = await program.mapper({ size: 2 })
    const values = await collect(pool.map([12, -1, -2, 14], { settle: true }))
    expect(values).toMatchObject([
      { status: 'fulfilled', value: 24 },
      { status: 'rejected', reason: { name: 'RangeError', message: 'minus one' } },
      { status: 'rejected', reason: { code: 'ERR_CRASH', signal: 'SIGKILL' } },
      { status: 'fulfilled', value: 28 },
    ])
  })

  it('has the options of a call for each of them', async () => {
    await using pool = await program.mapper({ size: 1, restart: { intensity: 9, backoff: 0 } })
    const failed = await failureOf(collect(pool.map([-2], { retries: 1, backoff: 0 })))
    expect(failed).toBeInstanceOf(CrashError)
    expect(failed).toMatchObject({ attempts: 2 })
    const controller = new AbortController()
    controller.abort('enough')
    expect(await failureOf(collect(pool.map([1], { signal: controller.signal })))).toBe('enough')
    expect(() => pool.map([1], { timeout: 0 })).toThrow(
      expect.objectContaining({ option: 'map.timeout' }),
    )
  })

  it.each(['at once', 'after some items'])(
    'ends with the error of the source, %s',
    async (when) => {
      await using pool = await program.mapper({ size: 2 })
      const values: number[] = []
      async function* items(): AsyncGenerator<number> {
        if (when !== 'at once') yield* range(5)
        throw new SyntaxError('of the source')
      }
      const read = async () => {
        for await (const value of pool.map(items())) values.push(value)
      }
      expect(await failureOf(read())).toBeInstanceOf(SyntaxError)
      expect(values).toEqual(when === 'at once' ? [] : doubled(5))
    },
  )

  it('is over at `break`: the source is given up, what runs is finished, and nothing is queued', async () => {
    await using pool = await program.mapper({ size: 2 })
    const source = new Source(Infinity)
    for await (const value of pool.map(source)) if (value === 20) break
    expect(source.returned).toBe(1)
    expect(source.read).toBeLessThan(20)
    await pool.drain()
    expect(await pool.call(1)).toBe(2)
    expect(pool.restarts).toBe(0)
  })

  it('holds few items of a source of ten million, however slowly it is read', async () => {
    await using pool = await program.mapper({ size: 2 })
    const concurrency = 4
    const source = new Source(10_000_000)
    const values = pool.map(source, { concurrency })
    let ahead = 0
    for (let given = 1; given <= 100; given++) {
      await values.next()
      if (given % 25 === 0) await pool.drain()
      ahead = Math.max(ahead, source.read - given)
    }
    expect(ahead).toBeLessThanOrEqual(2 * concurrency)
    expect(ahead).toBeGreaterThan(0)
    await values.return()
    expect(source.read).toBeLessThan(100 + 2 * concurrency + 1)
  })

  it('reads nothing before somebody reads it', async () => {
    await using pool = await program.mapper({ size: 1 })
    const source = new Source(10)
    const values = pool.map(source)
    await pool.call(1)
    expect(source.read).toBe(0)
    expect(await values.next()).toEqual({ done: false, value: 0 })
    await values.return()
  })

  it('waits for a slow source without making the program busy', async () => {
    await using pool = await program.mapper({ size: 2 })
    async function* items(): AsyncGenerator<number> {
      for (const item of [1, 2, 3]) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        yield item
      }
    }
    const before = performance.eventLoopUtilization()
    expect(await collect(pool.map(items()))).toEqual([2, 4, 6])
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5)
  })

  it('goes on over a crash with retries', async () => {
    await using pool = await program.mapper({ size: 2 })
    const [victim] = pool.stats().processes
    const values: number[] = []
    for await (const value of pool.map(range(100), { retries: 1, backoff: 0 })) {
      values.push(value)
      if (value === 60) process.kill(victim?.pid ?? 0, 'SIGKILL')
    }
    expect(values).toEqual(doubled(100))
  })

  it('takes no more items when the pool is closed', async () => {
    const pool = await program.mapper({ size: 1 })
    const source = new Source(1_000)
    const values = pool.map(source)
    await values.next()
    const closed = pool.close()
    expect(await failureOf(collect(values))).toBeInstanceOf(ClosedError)
    await closed
    expect(source.returned).toBe(1)
  })
})
