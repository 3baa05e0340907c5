import { describe, expect, it } from 'vitest'
import { RemoteStream, STREAM_WINDOW } from '../../../src/process/remote-stream.ts'

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

describe('a remote stream', () => {
  it('lets the child be a window ahead, and no more until the reader reads', async () => {
    const { stream, log } = open()
    expect(log.pulled).toBe(STREAM_WINDOW)
    for (let i = 0; i < STREAM_WINDOW; i++) stream.push(i)
    expect(log.paused).toBe(true)
    for (let i = 0; i < STREAM_WINDOW / 2; i++) await stream.next()
    expect(log.pulled).toBe(STREAM_WINDOW * 1.5)
    expect(log.paused).toBe(false)
  })

  it('gives items in order, whether they come before or after they are asked for', async () => {
    const { stream, log } = open()
    stream.push('a')
    const first = stream.next()
    const second = stream.next()
    expect(log.waiting).toBe(true)
    stream.push('b')
    expect(log.waiting).toBe(false)
    expect([await first, await second]).toEqual([
      { done: false, value: 'a' },
      { done: false, value: 'b' },
    ])
  })

  it('gives what it has before it fails, then fails once, then is done', async () => {
    const { stream } = open()
    stream.push('a')
    stream.fail(new Error('crash'))
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    await expect(stream.next()).rejects.toThrow('crash')
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('does not take back the place of a process that has ended', async () => {
    const { stream, log } = open()
    for (let i = 0; i < STREAM_WINDOW; i++) stream.push(i)
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
    stream.push('unread')
    let isDone = false
    const returned = stream.return('x').then((result) => {
      isDone = true
      return result
    })
    stream.push('on the way')
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
