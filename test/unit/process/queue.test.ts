import { describe, expect, it } from 'vitest'
import { Queue } from '../../../src/process/queue.ts'

describe('queue', () => {
  it('gives the values in the order of adding', () => {
    const queue = queueOf('a', 'b', 'c')
    expect(queue.size).toBe(3)
    expect(takeAll(queue)).toEqual(['a', 'b', 'c'])
    expect(queue.size).toBe(0)
  })

  it('gives nothing when empty, and goes on after that', () => {
    const queue = queueOf()
    expect(takeFirst(queue)).toBeUndefined()
    queue.add('a')
    expect(takeAll(queue)).toEqual(['a'])
    queue.add('b')
    expect(takeAll(queue)).toEqual(['b'])
  })

  it.each([
    ['first', 'a', ['b', 'c']],
    ['middle', 'b', ['a', 'c']],
    ['last', 'c', ['a', 'b']],
  ])('goes on without its %s when that has left', (_, leaver, rest) => {
    const queue = queueOf('a', 'b', 'c')
    expect(queue.remove(leaver)).toBe(true)
    expect(queue.remove(leaver)).toBe(false)
    expect(queue.size).toBe(2)
    expect([...queue]).toEqual(rest)
    queue.add('d')
    expect(takeAll(queue)).toEqual([...rest, 'd'])
  })

  it('does not know what never waited, or waits no more', () => {
    const queue = queueOf('a')
    expect(queue.remove('b')).toBe(false)
    takeFirst(queue)
    expect(queue.remove('a')).toBe(false)
  })

  it('takes values back before all others, in their order', () => {
    const queue = queueOf('a', 'b', 'c', 'd')
    const taken = [takeFirst(queue)!, takeFirst(queue)!]
    queue.putBack(taken)
    expect(takeAll(queue)).toEqual(['a', 'b', 'c', 'd'])
    queue.putBack(['x', 'y'])
    queue.add('z')
    expect(takeAll(queue)).toEqual(['x', 'y', 'z'])
  })

  it('holds a value once', () => {
    const queue = queueOf('a', 'b', 'a')
    queue.putBack(['b'])
    expect(queue.size).toBe(2)
    expect(takeAll(queue)).toEqual(['a', 'b'])
  })

  it('leaves out what is removed while it is walked', () => {
    const queue = queueOf('a', 'b', 'c', 'd', 'e')
    const seen: string[] = []
    for (const value of queue) {
      seen.push(value)
      queue.remove(value)
      if (value === 'a') queue.remove('b')
      if (value === 'c') queue.remove('e')
    }
    expect(seen).toEqual(['a', 'c', 'd'])
    expect(queue.size).toBe(0)
  })

  it('does the same as a list, whatever is done to it', () => {
    const queue = new Queue<number>()
    let list: number[] = []
    for (let step = 0; step < 5_000; step++) {
      const value = (step * 7_919) % 101
      switch (((step * 31) ^ (step >> 3)) % 5) {
        case 0:
          expect(takeFirst(queue)).toBe(list.shift())
          break
        case 1:
          expect(queue.remove(value)).toBe(list.includes(value))
          list = list.filter((other) => other !== value)
          break
        case 2:
          queue.putBack([value])
          if (!list.includes(value)) list.unshift(value)
          break
        default:
          queue.add(value)
          if (!list.includes(value)) list.push(value)
      }
      expect(queue.size).toBe(list.length)
    }
    expect([...queue]).toEqual(list)
    expect(list.length).toBeGreaterThan(10)
  })

  it('takes 200,000 as fast as it takes a few', () => {
    const queue = new Queue<number>()
    for (let i = 0; i < 200_000; i++) queue.add(i)
    const start = performance.now()
    for (let i = 0; i < 200_000; i++) {
      const first = takeFirst(queue)!
      if (i % 2 === 0) queue.putBack([first])
      queue.add(i + 200_000)
    }
    // About 0.1 s; with the first element of a Set, 10 s.
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})

function queueOf(...values: string[]): Queue<string> {
  const queue = new Queue<string>()
  for (const value of values) queue.add(value)
  return queue
}

function takeAll(queue: Queue<string>): string[] {
  const taken: string[] = []
  for (let value = takeFirst(queue); value !== undefined; value = takeFirst(queue)) {
    taken.push(value)
  }
  return taken
}

function takeFirst<T>(queue: Queue<T>): T | undefined {
  const { first } = queue
  if (first !== undefined) queue.remove(first)
  return first
}
