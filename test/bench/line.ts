// One line of the benchmark: several ways to do a thing, measured in turn so that the machine's drift hits all
// alike.

export interface Line {
  name: string
  unit: Unit
  rounds: number
  figures: Figure[]
}

export type Unit = 'us' | 'ms' | 'calls/s'

export interface Figure {
  what: string
  isOurs: boolean
  /** Of what is ours to this: the ratio to stay below. */
  aim?: number
  /** The figure itself: what to stay below. */
  atMost?: number
  /** Over the rounds; `null` if one of them had no answer in time. */
  median: number | null
}

/** One measurement, in the unit of the line; `null` if there was no answer in time. */
export type Measure = () => Promise<number | null>

export interface Candidate {
  what: string
  isOurs?: boolean
  aim?: number
  atMost?: number
  measure: Measure
}

export interface Rounds {
  /** The first are not counted: they fill caches. */
  warmUp: number
  counted: number
}

export async function measureLine(
  name: string,
  unit: Unit,
  rounds: Rounds,
  candidates: readonly Candidate[],
): Promise<Line> {
  const runs = candidates.map((candidate) => ({ candidate, values: [] as number[], isLost: false }))
  for (let round = -rounds.warmUp; round < rounds.counted; round++) {
    for (const run of inTurn(runs, round)) {
      if (run.isLost) continue
      const value = await run.candidate.measure()
      if (value === null) run.isLost = true
      else if (round >= 0) run.values.push(value)
    }
  }
  const figures = runs.map(({ candidate, values, isLost }): Figure => {
    const { what, isOurs = false, aim, atMost } = candidate
    const limits = { ...(aim && { aim }), ...(atMost && { atMost }) }
    return { what, isOurs, ...limits, median: isLost ? null : median(values) }
  })
  return { name, unit, rounds: rounds.counted, figures }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** None is always the first, and none is always the one that runs in a certain other's wake. */
function inTurn<T>(runs: readonly T[], round: number): T[] {
  const from = Math.abs(round >> 1) % runs.length
  const rotated = [...runs.slice(from), ...runs.slice(0, from)]
  return round % 2 === 0 ? rotated : rotated.toReversed()
}
