import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { mapCalls, type MapCallsOptions } from '../../../src/pool/map.ts'

const OPTIONS: MapCallsOptions = { concurrency: 4, isOrdered: true, settles: false }

/** Counts how many of ten million items were read. */
class Source {
  read = 0
  hasReturned = false;

  *[Symbol.iterator](): Generator<number> {
    try {
      while (this.read < 10_000_000) yield this.read++
    } finally {
      this.hasReturned = true
    }
  }
}

describe('mapCalls', () => {
  it.each([true, false])(
    'reads a source no further than it must (ordered: %s)',
    async (isOrdered) => {
      const source = new Source()
      let running = 0
      let mostRunning = 0
      const call = async (item: unknown): Promise<unknown> => {
        mostRunning = Math.max(mostRunning, ++running)
        await nextTurn()
        running--
        return item
      }
      const values = mapCalls(source, call, { ...OPTIONS, isOrdered })
      for (let given = 1; given <= 1_000; given++) {
        await values.next()
        // A reader that takes its time: everything that may be done ahead is done.
        if (given % 100 === 0) for (let turns = 0; turns < 20; turns++) await nextTurn()
        expect(source.read - given).toBeLessThanOrEqual(2 * OPTIONS.concurrency)
      }
      expect(mostRunning).toBe(OPTIONS.concurrency)
      await values.return()
      expect(source.hasReturned).toBe(true)
    },
  )

  it('is held up by its first call when ordered, and by none when not', async () => {
    const call = async (item: unknown): Promise<unknown> =>
      item === 0 ? new Promise(() => {}) : item
    const unordered = mapCalls(new Source(), call, { ...OPTIONS, isOrdered: false })
    for (let item = 1; item <= 100; item++) expect((await unordered.next()).value).toBe(item)
    const source = new Source()
    void mapCalls(source, call, OPTIONS).next()
    for (let turns = 0; turns < 50; turns++) await nextTurn()
    expect(source.read).toBe(2 * OPTIONS.concurrency)
  })

  it('goes through ten thousand items that are ready at once', async () => {
    let sum = 0
    const items = Array.from({ length: 10_000 }, (_, item) => item)
    for await (const value of mapCalls(items, (item) => Promise.resolve(item), OPTIONS)) {
      sum += value as number
    }
    expect(sum).toBe((10_000 * 9_999) / 2)
  })

  it('takes promises of an ordinary source as their values, as `for await` does', async () => {
    const values: unknown[] = []
    const items = [Promise.resolve(1), 2]
    for await (const value of mapCalls(items, (item) => Promise.resolve(item), OPTIONS)) {
      values.push(value)
    }
    expect(values).toEqual([1, 2])
  })

  it('says of the source that it failed after what came before, and of a call that it failed first', async () => {
    const seen: unknown[] = []
    function* items(): Generator<number> {
      yield 1
      yield 2
      throw new SyntaxError('of the source')
    }
    const read = async (fails: boolean): Promise<void> => {
      const call = (item: unknown): Promise<unknown> =>
        fails && item === 2 ? Promise.reject(new RangeError('of the call')) : Promise.resolve(item)
      for await (const value of mapCalls(items(), call, OPTIONS)) seen.push(value)
    }
    await expect(read(false)).rejects.toThrow('of the source')
    await expect(read(true)).rejects.toThrow('of the call')
    expect(seen).toEqual([1, 2, 1])
  })

  it('leaves no rejection behind when it is given up', async () => {
    const rejections: unknown[] = []
    const note = (reason: unknown): void => void rejections.push(reason)
    process.on('unhandledRejection', note)
    const call = async (item: unknown): Promise<unknown> => {
      await nextTurn()
      if (item === 0) return item
      throw new Error('nobody asks any more')
    }
    const values = mapCalls(new Source(), call, OPTIONS)
    await values.next()
    await values.return()
    for (let turns = 0; turns < 10; turns++) await nextTurn()
    process.off('unhandledRejection', note)
    expect(rejections).toEqual([])
  })

  it('asks a slow source once at a time, and does not wait for it at the end', async () => {
    let asked = 0
    let hasReturned = false
    const source: AsyncIterableIterator<number> = {
      next: () =>
        asked++ === 0 ? Promise.resolve({ done: false, value: 1 }) : new Promise(() => {}),
      return: () => {
        hasReturned = true
        return new Promise(() => {})
      },
      [Symbol.asyncIterator]: () => source,
    }
    const values = mapCalls(source, (item) => Promise.resolve(item), OPTIONS)
    expect((await values.next()).value).toBe(1)
    await nextTurn()
    expect(asked).toBe(2)
    await values.return()
    expect(hasReturned).toBe(true)
  })

  it('takes the characters of a string', async () => {
    const values: unknown[] = []
    for await (const value of mapCalls('a😀', (item) => Promise.resolve(item), OPTIONS)) {
      values.push(value)
    }
    expect(values).toEqual(['a', '😀'])
  })

  it.each([
    ['never answers', () => new Promise<never>(() => {})],
    ['fails', () => Promise.reject(new SyntaxError('of the source'))],
  ])('says why a call failed even if the source, told to end, %s', async (_, end) => {
    let asked = 0
    const source: AsyncIterableIterator<number> = {
      next: () => Promise.resolve({ done: false, value: asked++ }),
      return: end,
      [Symbol.asyncIterator]: () => source,
    }
    const fail = async (item: unknown): Promise<unknown> => {
      if (item !== 0) return item
      // The source has been read as far as it may be by then.
      for (let turns = 0; turns < 20; turns++) await nextTurn()
      throw new RangeError('of the call')
    }
    await expect(mapCalls(source, fail, OPTIONS).next()).rejects.toThrow('of the call')
  })
})
