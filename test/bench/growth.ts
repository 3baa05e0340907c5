// How what a thing costs grows with how much there is of it, and the exponent of that.

import { type Line, type Measure, measureLine, type Rounds } from './line.ts'
import type { Adder } from './service.ts'
import type { Setting } from './setting.ts'
import { timeAdds } from './throughput.ts'

interface Step {
  n: number
  measure: Measure
}

/** A line whose figures are of more and more of something. */
export async function measureGrowth(
  setting: Setting,
  name: string,
  rounds: Rounds,
  steps: readonly Step[],
): Promise<Line> {
  const candidates = steps.map(({ n, measure }) => ({ what: n.toLocaleString('en'), measure }))
  const line = await measureLine(setting, `how it grows: ${name}`, 'ms', rounds, candidates)
  const points = steps.map(
    ({ n }, index) => [n, line.figures[index]?.median ?? Number.NaN] as const,
  )
  return { ...line, exponent: slopeOf(points.map(([x, y]) => [Math.log(x), Math.log(y)])) }
}

/** Of the line with the least squares through the points. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const meanX = meanOf(points.map(([x]) => x))
  const meanY = meanOf(points.map(([, y]) => y))
  const up = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const along = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return up / along
}

const QUEUE_ROUNDS = { warmUp: 2, counted: 5 }
const WORKER_ROUNDS = { warmUp: 1, counted: 3 }
const CALL_ROUNDS = { warmUp: 2, counted: 5 }
const BYTES_ROUNDS = { warmUp: 2, counted: 5 }
const QUEUED = [1, 10, 100, 1_000, 10_000]
const WORKERS = [1, 2, 4, 8, 16]
const CALLS = 2_000
const CONCURRENCY = 8
const BYTES = [1, 2 ** 10, 2 ** 16, 2 ** 20, 2 ** 24, 2 ** 27]

export async function measureGrowths(setting: Setting): Promise<Line[]> {
  return [
    await measureQueue(setting),
    await measureStarts(setting),
    await measureCalls(setting),
    await measureSizes(setting),
  ]
}

async function measureQueue(setting: Setting): Promise<Line> {
  const { add, close } = await setting.app.startWorker()
  try {
    return await measureGrowth(
      setting,
      'calls made at once of one worker',
      QUEUE_ROUNDS,
      QUEUED.map((n) => ({
        n,
        measure: () => time(() => Promise.all(Array.from({ length: n }, () => add(1, 2)))),
      })),
    )
  } finally {
    await close()
  }
}

function measureStarts(setting: Setting): Promise<Line> {
  const timeStart = async (size: number): Promise<number> => {
    let pool: Adder | undefined
    const ms = await time(async () => (pool = await setting.app.startPool(size)))
    await pool?.close()
    return ms
  }
  return measureGrowth(
    setting,
    'workers to start',
    WORKER_ROUNDS,
    WORKERS.map((n) => ({ n, measure: () => timeStart(n) })),
  )
}

async function measureCalls(setting: Setting): Promise<Line> {
  const pools: Adder[] = []
  try {
    for (const size of WORKERS) pools.push(await setting.app.startPool(size, CONCURRENCY))
    return await measureGrowth(
      setting,
      `workers for ${CALLS.toLocaleString('en')} tiny calls`,
      CALL_ROUNDS,
      WORKERS.map((n, index) => ({ n, measure: () => timeAdds(pools[index]!, CALLS) })),
    )
  } finally {
    await Promise.all(pools.map((pool) => pool.close()))
  }
}

async function measureSizes(setting: Setting): Promise<Line> {
  const { echo, close } = await setting.app.startEcho()
  try {
    return await measureGrowth(
      setting,
      'bytes there and back',
      BYTES_ROUNDS,
      BYTES.map((n) => {
        const bytes = new Uint8Array(n).fill(1)
        return { n, measure: () => time(() => echo(bytes)) }
      }),
    )
  } finally {
    await close()
  }
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}
