// The problem that something throws, as a value.
import type { WireError } from '../../../src/wire/problem.ts'

export function problemOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return (error as WireError).problem
  }
  throw new Error('nothing was thrown')
}
