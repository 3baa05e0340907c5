import { describe, expect, it } from 'vitest'
import { RemoteStream } from '../../../src/process/remote-stream.ts'
import { MAX_WINDOW, MIN_WINDOW } from '../../../src/wire/flow.ts'

function open() {
  const log = { pulled: 0, stops: 0, waiting: false, paused: false }
  const stream = new RemoteStream({
    pull: (count) => (log.pulled += count),
    stop: () => log.stops++,
    onWaiting: (isWaiting) => (log.waiting = isWaiting),
    onPaused: (isPaused) => (log.paused = isPaused),
  })
  return { stream, log }
}

/** Most items that were not read, and the one that is waited for, of a child that makes so many at a time and a reader who then reads so many. */
async function mostAhead({ made, read, cost = 1 }: { made: number; read: number; cost?: number }) {
  const { stream, log } = open()
  let next: Promise<unknown> = stream.next()
  let spent = 0
  let ahead = 0
  let most = 0
  for (let turn = 0; turn < 50; turn++) {
    for (let i = 0; i < made && spent < log.pulled; i++) {
      stream.push(i, cost)
      spent += cost
      most = Math.max(most, ++ahead)
    }
    for (let i = 0; i < read && ahead > 0; i++) {
      await next
      ahead--
      next = stream.next()
    }
  }
  return most
}

describe('a remote stream', () => {
  it('lets the child be a window ahead, and no more until the reader reads', async () => {
    const { stream, log } = open()
    expect(log.pulled).toBe(MIN_WINDOW)
    for (let i = 0; i < MIN_WINDOW; i++) stream.push(i, 1)
    expect(log.paused).toBe(true)
    for (let i = 0; i < MIN_WINDOW / 2; i++) await stream.next()
    expect(log.pulled).toBe(MIN_WINDOW * 1.5)
    expect(log.paused).toBe(false)
  })

  it('lets the child be further ahead if each waits for the other, up to a limit', async () => {
    expect(await mostAhead({ made: 5000, read: 5000 })).toBe(MAX_WINDOW)
    expect(await mostAhead({ made: 5000, read: 5000, cost: 64 })).toBe(MAX_WINDOW / 64 + 1)
  })

  it('lets the child be no further ahead of a reader who takes his time', async () => {
    // He has waited for the first item, and for none of the others.
    expect(await mostAhead({ made: 5000, read: 1 })).toBe(MIN_WINDOW * 2 + 1)
  })

  it('lets a child that takes its time be no further ahead', async () => {
    const { stream, log } = open()
    for (let i = 0; i < 1000; i++) {
      const next = stream.next()
      stream.push(i, 1)
      await next
    }
    expect(log.pulled - 1000).toBeLessThanOrEqual(MIN_WINDOW)
  })

  it('gives items in order, whether they come before or after they are asked for', async () => {
    const { stream, log } = open()
    stream.push('a', 1)
    const first = stream.next()
    const second = stream.next()
    expect(log.waiting).toBe(true)
    stream.push('b', 1)
    expect(log.waiting).toBe(false)
    expect([await first, await second]).toEqual([
      { done: false, value: 'a' },
      { done: false, value: 'b' },
    ])
  })

  it('gives what it has before it fails, then fails once, then is done', async () => {
    const { stream } = open()
    stream.push('a', 1)
    stream.fail(new Error('crash'))
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    await expect(stream.next()).rejects.toThrow('crash')
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('does not take back the place of a process that has ended', async () => {
    const { stream, log } = open()
    for (let i = 0; i < MIN_WINDOW; i++) stream.push(i, 1)
    expect(log.paused).toBe(true)
    stream.fail(new Error('crash'))
    expect(log.paused).toBe(true)
    await stream.next()
    expect(log.paused).toBe(true)
  })

  it('gives the value that the generator returned', async () => {
    const { stream } = open()
    const waiting = stream.next()
    stream.finish('last')
    expect(await waiting).toEqual({ done: true, value: 'last' })
  })

  it('asks the child to stop once, and waits until it has', async () => {
    const { stream, log } = open()
    stream.push('unread', 1)
    let isDone = false
    const returned = stream.return('x').then((result) => {
      isDone = true
      return result
    })
    stream.push('on the way', 1)
    await Promise.resolve()
    expect([log.stops, isDone]).toEqual([1, false])
    stream.finish(undefined)
    expect(await returned).toEqual({ done: true, value: 'x' })
    await stream.return()
    expect(log.stops).toBe(1)
  })

  it('reports an error of a `finally` block to who has stopped it', async () => {
    const { stream } = open()
    const returned = stream.return()
    stream.fail(new Error('in finally'))
    await expect(returned).rejects.toThrow('in finally')
  })
})
