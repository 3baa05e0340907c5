import { describe, expect, it } from 'vitest'
import { Durations } from '../../../src/pool/durations.ts'

describe('durations', () => {
  it('are all 0 as long as there is none', () => {
    expect(new Durations().stats()).toEqual({ count: 0, mean: 0, p50: 0, p90: 0, p99: 0, max: 0 })
  })

  it('of one are that one', () => {
    expect(statsOf([12.3456])).toEqual({
      count: 1,
      mean: 12.3456,
      p50: 12.3456,
      p90: 12.3456,
      p99: 12.3456,
      max: 12.3456,
    })
  })

  it.each([0.05, 1, 1_000, 3_600_000])('are right to a hundredth, in units of %s ms', (unit) => {
    const stats = statsOf(Array.from({ length: 1_000 }, (_, index) => (index + 1) * unit))
    expect(stats.count).toBe(1_000)
    expect(stats.max).toBe(1_000 * unit)
    expect(stats.mean / unit).toBeCloseTo(500.5, 6)
    expect(errorOf(stats.p50, 500 * unit)).toBeLessThan(0.01)
    expect(errorOf(stats.p90, 900 * unit)).toBeLessThan(0.01)
    expect(errorOf(stats.p99, 990 * unit)).toBeLessThan(0.01)
  })

  it('show in p99 what one in fifty has, and p50 does not', () => {
    const stats = statsOf(Array.from({ length: 100 }, (_, index) => (index % 50 === 0 ? 5_000 : 1)))
    expect(errorOf(stats.p50, 1)).toBeLessThan(0.01)
    expect(errorOf(stats.p90, 1)).toBeLessThan(0.01)
    expect(errorOf(stats.p99, 5_000)).toBeLessThan(0.01)
  })

  it('may be none at all, and as long as the machine runs', () => {
    const stats = statsOf([0, 0, 0, 4e10])
    expect(stats).toMatchObject({ count: 4, mean: 1e10, max: 4e10 })
    expect(stats.p50).toBeLessThanOrEqual(0.001)
  })

  it('are never above their maximum', () => {
    const stats = statsOf([1_000, 1_000, 1_000.001])
    expect(stats.p50).toBeLessThanOrEqual(stats.p99)
    expect(stats.p99).toBeLessThanOrEqual(stats.max)
    expect(stats.max).toBe(1_000.001)
  })
})

function statsOf(values: readonly number[]) {
  const durations = new Durations()
  for (const value of values) durations.record(value)
  return durations.stats()
}

function errorOf(actual: number, expected: number): number {
  return Math.abs(actual / expected - 1)
}
