// One line of the benchmark: several ways to do a thing, measured in turn so that the machine's drift hits all
// alike.

import type { Setting } from './setting.ts'

export interface Line {
  name: string
  unit: Unit
  rounds: number
  figures: Figure[]
  /** Of the figures over what they are for: 1 if twice as much of it costs twice as much. */
  exponent?: number
}

export type Unit = 'us' | 'ms' | 'MiB' | 'calls/s' | 'spawns/s' | 'MiB/s'

/** What a figure is to stay within. */
export type Aim =
  /** What is ours, as a multiple of this one: at most; of what is counted by the second, at least. */
  | { ratio: number }
  /** What is ours may be so much above this one. */
  | { more: number }
  /** The figure itself: at most. */
  | { atMost: number }

export interface Figure {
  what: string
  isOurs: boolean
  aim?: Aim
  /** Over the rounds; `null` if one of them had none. */
  median: number | null
  /** Why there is none. */
  why?: string
}

/** Thrown by a measurement: it cannot be made. The message is what stands in the table. */
export class NoFigure extends Error {}

/** One measurement, in the unit of the line. */
export type Measure = () => Promise<number>

export interface Candidate {
  what: string
  isOurs?: boolean
  aim?: Aim
  measure: Measure
}

export interface Rounds {
  /** The first are not counted: they fill caches. */
  warmUp: number
  counted: number
}

/** Who takes longer for one measurement never answers. */
const ANSWER_LIMIT_MS = 60_000
const MIN_ROUNDS = 2
const QUICK_SHARE = 5

export async function measureLine(
  setting: Pick<Setting, 'isQuick' | 'isOurs'>,
  name: string,
  unit: Unit,
  full: Rounds,
  candidates: readonly Candidate[],
  limitMs: number = ANSWER_LIMIT_MS,
): Promise<Line> {
  const rounds = setting.isQuick ? shorten(full) : full
  const runs = oursIn(setting, candidates).map((candidate) => ({
    candidate,
    values: [] as number[],
    why: '',
  }))
  for (let round = -rounds.warmUp; round < rounds.counted; round++) {
    for (const run of inTurn(runs, round)) {
      if (run.why !== '') continue
      try {
        const value = await withinLimit(limitMs, run.candidate.measure())
        if (round >= 0) run.values.push(value)
      } catch (error) {
        run.why = error instanceof NoFigure ? error.message : 'fails'
        if (run.why === 'fails') console.error(`${name}: ${run.candidate.what} fails:`, error)
      }
    }
  }
  return toLine(name, unit, rounds.counted, runs)
}

/** Of what was measured. */
export function toLine(name: string, unit: Unit, rounds: number, runs: readonly Run[]): Line {
  const figures = runs.map(({ candidate, values, why = '' }): Figure => {
    const { what, isOurs = false, aim } = candidate
    const known = { what, isOurs, ...(aim && { aim }) }
    return why === '' ? { ...known, median: median(values) } : { ...known, median: null, why }
  })
  return { name, unit, rounds, figures }
}

export interface Run {
  candidate: Omit<Candidate, 'measure'>
  values: readonly number[]
  /** Why there are none. */
  why?: string
}

/** Those that are measured: for a profile the peers would only be in the way. */
export function oursIn<T extends { isOurs?: boolean }>(
  { isOurs }: Pick<Setting, 'isOurs'>,
  candidates: readonly T[],
): readonly T[] {
  const ours = candidates.filter((candidate) => candidate.isOurs === true)
  return isOurs && ours.length > 0 ? ours : candidates
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** Warm-ups are not shortened: what is not warm has other figures. */
function shorten({ warmUp, counted }: Rounds): Rounds {
  const few = Math.max(MIN_ROUNDS, Math.ceil(counted / QUICK_SHARE))
  return { warmUp, counted: Math.min(counted, few) }
}

/** None is always the first, and none is always the one that runs in a certain other's wake. */
function inTurn<T>(runs: readonly T[], round: number): T[] {
  const from = Math.abs(round >> 1) % runs.length
  const rotated = [...runs.slice(from), ...runs.slice(0, from)]
  return round % 2 === 0 ? rotated : rotated.toReversed()
}

/** @throws NoFigure */
async function withinLimit<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoFigure('never')), ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
