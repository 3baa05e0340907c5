import { describe, expect, it } from 'vitest'
import { RestartLimit } from '../../../src/supervisor/restart-limit.ts'

describe('restart limit', () => {
  it('gives up at the second restart within the period if the intensity is 1', () => {
    const { limit, at } = limitAt(1, 5_000)
    at(0)
    expect(limit.note()).toBe(true)
    at(4_999)
    expect(limit.note()).toBe(false)
  })

  it.each([1, 2, 5])('allows %d restarts within the period, and not one more', (intensity) => {
    const { limit } = limitAt(intensity, 10_000)
    const verdicts = Array.from({ length: intensity + 1 }, () => limit.note())
    expect(verdicts).toEqual([...Array.from({ length: intensity }, () => true), false])
  })

  it('counts a restart that is exactly as old as the period, and no older one', () => {
    const { limit, at } = limitAt(1, 5_000)
    at(1_000)
    limit.note()
    at(6_000)
    expect(limit.note()).toBe(false)
    at(6_001)
    expect(limit.note()).toBe(true)
  })

  it('looks back from each restart, not at periods one after the other', () => {
    const { limit, at } = limitAt(2, 10_000)
    const verdicts = [0, 9_000, 10_001, 18_000, 19_002, 20_002].map((time) => {
      at(time)
      return limit.note()
    })
    expect(verdicts).toEqual([true, true, true, false, true, true])
  })

  it('does not count a restart that it did not allow', () => {
    const { limit, at } = limitAt(1, 5_000)
    at(0)
    limit.note()
    at(4_000)
    limit.note()
    at(5_001)
    expect(limit.note()).toBe(true)
  })

  it('never allows one if the intensity is 0', () => {
    const { limit, at } = limitAt(0, 5_000)
    expect(limit.note()).toBe(false)
    at(1e9)
    expect(limit.note()).toBe(false)
  })

  it('always allows one if the intensity is infinite, without asking the clock', () => {
    const limit = new RestartLimit({ intensity: Infinity, periodMs: 5_000 }, () => {
      throw new Error('asked')
    })
    const verdicts = Array.from({ length: 1_000 }, () => limit.note())
    expect(verdicts.every(Boolean)).toBe(true)
  })

  it('has forgotten everything after a reset', () => {
    const { limit } = limitAt(1, 5_000)
    limit.note()
    limit.reset()
    expect(limit.note()).toBe(true)
    expect(limit.note()).toBe(false)
  })
})

function limitAt(intensity: number, periodMs: number) {
  let now = 0
  const limit = new RestartLimit({ intensity, periodMs }, () => now)
  return { limit, at: (time: number) => void (now = time) }
}
