// Two ways to do a thing, measured in turn so that the machine's drift hits both alike.

export interface Comparison {
  name: string
  /** The ratio to stay below. */
  aim: number
  ours: Sample
  theirs: Sample
}

export interface Sample {
  what: string
  medianMs: number
  rounds: number
}

/** One measurement, in milliseconds. */
export type Measure = () => Promise<number>

export interface Candidates {
  name: string
  aim: number
  ours: [what: string, measure: Measure]
  theirs: [what: string, measure: Measure]
}

/** The first rounds are not counted: they fill caches. */
const WARM_UP_ROUNDS = 5

export async function compare(candidates: Candidates, rounds: number): Promise<Comparison> {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const turns = [
      { into: ours, measure: candidates.ours[1] },
      { into: theirs, measure: candidates.theirs[1] },
    ]
    // Neither is always the one that runs in the other's wake.
    for (const { into, measure } of round % 2 === 0 ? turns : turns.toReversed()) {
      const ms = await measure()
      if (round >= 0) into.push(ms)
    }
  }
  return {
    name: candidates.name,
    aim: candidates.aim,
    ours: { what: candidates.ours[0], medianMs: median(ours), rounds },
    theirs: { what: candidates.theirs[0], medianMs: median(theirs), rounds },
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}
