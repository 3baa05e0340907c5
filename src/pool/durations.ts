// How long calls wait and run: percentiles of any number of durations in bounded memory.
import type { RecordableHistogram } from 'node:perf_hooks'
import { node } from '../wire/node.ts'

/** All but `count` in milliseconds; 0 as long as there is none. */
export interface DurationStats {
  count: number
  mean: number
  p50: number
  p90: number
  p99: number
  max: number
}

// Node's histogram takes whole numbers from 1.
const UNITS_PER_MS = 1_000
// Percentiles are right to 1 %, which takes 50 KB; the default of 3 takes eight times that.
const SIGNIFICANT_FIGURES = 2

/** Recording takes about a tenth of a microsecond. */
export class Durations {
  /** Made for the first duration: few programs ask for more handles than they use. */
  #histogram: RecordableHistogram | undefined
  // Kept apart, as the histogram would round them.
  #count = 0
  #sumMs = 0
  #maxMs = 0

  record(ms: number): void {
    this.#histogram ??= node.perfHooks.createHistogram({ figures: SIGNIFICANT_FIGURES })
    this.#histogram.record(Math.max(1, Math.round(ms * UNITS_PER_MS)))
    this.#count++
    this.#sumMs += ms
    this.#maxMs = Math.max(this.#maxMs, ms)
  }

  stats(): DurationStats {
    const percentile = (percent: number): number =>
      // It gives the upper end of a range, which may be above all that was recorded.
      Math.min((this.#histogram?.percentile(percent) ?? 0) / UNITS_PER_MS, this.#maxMs)
    return {
      count: this.#count,
      mean: this.#sumMs / Math.max(1, this.#count),
      p50: percentile(50),
      p90: percentile(90),
      p99: percentile(99),
      max: this.#maxMs,
    }
  }
}
