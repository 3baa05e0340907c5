import { once } from 'node:events'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Limit } from '../../../src/process/limit.ts'

describe('limit', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is reached two turns of the event loop after its time, once', () => {
    const { limit, reached } = observedLimit()
    limit.start(1_000, () => reached.push('it'))
    vi.advanceTimersByTime(999)
    expect(reached).toEqual([])
    vi.advanceTimersToNextTimer() // the timer
    vi.advanceTimersToNextTimer() // the first look
    expect(reached).toEqual([])
    vi.advanceTimersToNextTimer()
    expect(reached).toEqual(['it'])
    vi.runAllTimers()
    expect(reached).toEqual(['it'])
  })

  it.each([
    ['its time', 0],
    ['the first look', 1],
    ['the second look', 2],
  ])('is not reached if it is stopped before %s', (_, turns) => {
    const { limit, reached } = observedLimit()
    limit.start(1_000, () => reached.push('it'))
    for (let i = 0; i < turns; i++) vi.advanceTimersToNextTimer()
    limit.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.runAllTimers()
    expect(reached).toEqual([])
  })

  it.each([0, 1, 2])('gives way to a new one, %d turns into its end', (turns) => {
    const { limit, reached } = observedLimit()
    limit.start(1_000, () => reached.push('old'))
    for (let i = 0; i < turns; i++) vi.advanceTimersToNextTimer()
    limit.start(2_000, () => reached.push('new'))
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(1_999)
    expect(reached).toEqual([])
    vi.runAllTimers()
    expect(reached).toEqual(['new'])
  })

  it('may be stopped before it was ever started, and started after it was stopped', () => {
    const { limit, reached } = observedLimit()
    limit.stop()
    limit.start(1, () => reached.push('it'))
    limit.stop()
    limit.start(1, () => reached.push('it'))
    vi.runAllTimers()
    expect(reached).toEqual(['it'])
  })
})

describe('limit, with real timers', () => {
  it('does not keep the program alive', () => {
    const limit = new Limit()
    const before = countTimers()
    limit.start(10_000, () => {})
    expect(countTimers()).toBe(before)
    limit.stop()
  })

  it('is not reached by an answer that came in time, while the program was busy', async () => {
    const server = net.createServer((socket) => socket.end('answer'))
    const where =
      process.platform === 'win32'
        ? String.raw`\\.\pipe\verdigris-limit-${process.pid}`
        : path.join(os.tmpdir(), `verdigris-limit-${process.pid}.sock`)
    server.listen(where)
    await once(server, 'listening')
    const socket = net.connect(where)
    const limit = new Limit()
    const outcome = await new Promise((resolve) => {
      server.once('connection', () => {
        limit.start(5, () => resolve('reached'))
        // The answer is on its way; the program looks at nothing until well past the limit.
        const end = performance.now() + 50
        while (performance.now() < end);
      })
      socket.once('data', () => {
        limit.stop()
        resolve('answered')
      })
    })
    socket.destroy()
    server.close()
    expect(outcome).toBe('answered')
  })
})

function observedLimit(): { limit: Limit; reached: string[] } {
  return { limit: new Limit(), reached: [] }
}

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}
