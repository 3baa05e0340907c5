// Real processes under a clock that stands still until it is told to go on: for tests whose subject is time.
import { vi } from 'vitest'

/** Stops the clock of this process; what its children do takes its own time. Gives a function that lets it go again. */
export function stopClock(): () => void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  return () => void vi.useRealTimers()
}

/** Lets `ms` pass. */
export function pass(ms: number): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(ms)
}

/** Resolves when `condition` holds, whatever the clock says. */
export async function untilTurn(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
