import { describe, expect, it } from 'vitest'
import { createSlots, Slots } from '../../../src/process/slots.ts'

describe('slots', () => {
  it('are given up to the limit, then in the order of asking', () => {
    const slots = new Slots(2)
    const turns: string[] = []
    for (const name of ['a', 'b', 'c', 'd']) slots.take(() => turns.push(name))
    expect(turns).toEqual(['a', 'b'])
    slots.release()
    expect(turns).toEqual(['a', 'b', 'c'])
    slots.release()
    expect(turns).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are not taken by those who have left the queue', () => {
    const slots = new Slots(1)
    const turns: string[] = []
    slots.take(() => turns.push('first'))
    const leave = slots.take(() => turns.push('gone'))
    slots.take(() => turns.push('next'))
    leave()
    slots.release()
    expect(turns).toEqual(['first', 'next'])
  })

  it('can be overdrawn by who goes on, and are not given again until that is paid back', () => {
    const slots = new Slots(1)
    const turns: string[] = []
    slots.take(() => turns.push('first'))
    slots.release() // paused
    slots.take(() => turns.push('second'))
    slots.force() // resumed: two hold one place
    slots.take(() => turns.push('third'))
    slots.release()
    expect(turns).toEqual(['first', 'second'])
    slots.release()
    expect(turns).toEqual(['first', 'second', 'third'])
  })

  it('may be given back at once, by as many as there are', () => {
    const slots = new Slots(1)
    let turns = 0
    slots.take(() => {})
    for (let i = 0; i < 20_000; i++) {
      slots.take(() => {
        turns++
        slots.release()
      })
    }
    slots.release()
    expect(turns).toBe(20_000)
  })

  it('are fewer at each level of nesting, but never none', () => {
    const count = (depth: number): number => {
      const slots = createSlots(depth)
      let taken = 0
      for (let i = 0; i < 1000; i++) slots.take(() => taken++)
      return taken
    }
    const counts = [0, 1, 2, 3, 4, 5].map(count)
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    expect(counts[1]).toBe((counts[0] ?? 0) >> 1)
    expect(Math.min(...counts)).toBeGreaterThan(0)
  })
})
