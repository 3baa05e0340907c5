// A clock that must not stop: ticks every 10 ms, and remembers the longest time between two ticks.

export const TICK_MS = 10
/** The longest gap between two ticks that counts as "the program goes on". */
export const LIMIT_MS = 50

export interface Clock {
  readonly ticks: number
  readonly worstGapMs: number
  readonly elapsedMs: number
  stop: () => void
}

/** Starts ticking. `onTick` is called every time, and counts as part of the gap. */
export function startClock(onTick: (clock: Clock) => void): Clock {
  const startedAt = performance.now()
  let lastTickAt = startedAt
  let ticks = 0
  let worstGapMs = 0

  const timer = setInterval(() => {
    measure()
    ticks += 1
    onTick(clock)
  }, TICK_MS)
  function measure(): void {
    const now = performance.now()
    worstGapMs = Math.max(worstGapMs, now - lastTickAt)
    lastTickAt = now
  }

  const clock: Clock = {
    get ticks() {
      return ticks
    },
    get worstGapMs() {
      return worstGapMs
    },
    get elapsedMs() {
      return performance.now() - startedAt
    },
    stop: () => {
      clearInterval(timer)
      // The gap that is not over yet counts too: a clock that was held up to the end has no later tick.
      measure()
    },
  }
  return clock
}
