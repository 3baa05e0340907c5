import { describe, expect, it } from 'vitest'
import { createSlots, Slots } from '../../../src/process/slots.ts'

describe('slots', () => {
  it('are given up to the limit, then in the order of asking', () => {
    const slots = new Slots(2)
    const turns: string[] = []
    expect([slots.tryTake(), slots.tryTake(), slots.tryTake()]).toEqual([true, true, false])
    slots.wait(() => turns.push('a'))
    slots.wait(() => turns.push('b'))
    slots.release()
    expect(turns).toEqual(['a'])
    slots.release()
    expect(turns).toEqual(['a', 'b'])
  })

  it('are not taken by those who have left the queue', () => {
    const slots = new Slots(1)
    const turns: string[] = []
    slots.tryTake()
    const leave = slots.wait(() => turns.push('gone'))
    slots.wait(() => turns.push('next'))
    leave()
    slots.release()
    expect(turns).toEqual(['next'])
  })

  it('can be overdrawn by who goes on, and are not given again until that is paid back', () => {
    const slots = new Slots(1)
    const turns: string[] = []
    slots.tryTake()
    slots.release() // paused
    expect(slots.tryTake()).toBe(true)
    slots.force() // resumed: two hold one place
    slots.wait(() => turns.push('third'))
    slots.release()
    expect(turns).toEqual([])
    slots.release()
    expect(turns).toEqual(['third'])
  })

  it('are fewer at each level of nesting, but never none', () => {
    const count = (depth: number): number => {
      const slots = createSlots(depth)
      let taken = 0
      while (slots.tryTake()) taken++
      return taken
    }
    const counts = [0, 1, 2, 3, 4, 5].map(count)
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    expect(counts[1]).toBe((counts[0] ?? 0) >> 1)
    expect(Math.min(...counts)).toBeGreaterThan(0)
  })
})
