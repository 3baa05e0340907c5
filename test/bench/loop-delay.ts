// How late the program's event loop is while it makes calls as fast as it can, up to 64 in each millisecond; and how
// many those are, without which the delay says nothing.

import { monitorEventLoopDelay } from 'node:perf_hooks'

import { type Line, measureLine, toLine } from './line.ts'
import { CALLS_PER_WORKER, piscina, tinypoolOnProcesses, tinypoolOnThreads } from './peers/pools.ts'
import { type Adder, withServices } from './service.ts'
import type { Setting } from './setting.ts'

const ROUNDS = { warmUp: 1, counted: 5 }
const SIZE = 2
const CALLS_PER_MS = 64
const WAITING = SIZE * CALLS_PER_WORKER
const DURATION_MS = 1_000
const PERCENTILE = 99
const NS_PER_MS = 1e6
const AIM = 1

export async function measureLoopDelay(setting: Setting): Promise<Line[]> {
  const { app, workers } = setting
  const rates: number[][] = []
  const delays = await withServices<Adder, Line>(
    setting,
    SIZE,
    [
      {
        what: 'verdigris pool',
        isOurs: true,
        start: (size) => app.startPool(size, CALLS_PER_WORKER),
      },
      { what: 'tinypool, threads', aim: { ratio: AIM }, start: tinypoolOnThreads(workers) },
      { what: 'tinypool, processes', start: tinypoolOnProcesses('json', workers) },
      { what: 'piscina', start: piscina(workers) },
    ],
    (service) => {
      const own: number[] = []
      rates.push(own)
      return async () => {
        const { delayMs, rate } = await load(service)
        own.push(rate)
        return delayMs
      }
    },
    (candidates) =>
      measureLine(
        setting,
        `delay of the event loop, percentile ${PERCENTILE}, at up to ${CALLS_PER_MS} calls a ms`,
        'ms',
        ROUNDS,
        candidates,
      ),
  )
  const runs = delays.figures.map((candidate, index) => ({
    candidate: { what: candidate.what, isOurs: candidate.isOurs },
    values: rates[index] ?? [],
  }))
  return [delays, toLine('the calls that were answered meanwhile', 'calls/s', delays.rounds, runs)]
}

/** Of a second in which calls are made each millisecond, or as soon after it as the loop comes to it. */
async function load({ add }: Adder): Promise<{ delayMs: number; rate: number }> {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  let waiting = 0
  let answered = 0
  let failure: { error: unknown } | undefined
  const call = async (): Promise<void> => {
    waiting++
    try {
      await add(1, 2)
      answered++
    } catch (error) {
      failure = { error }
    }
    waiting--
  }
  histogram.enable()
  const startedAt = performance.now()
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const isOver = performance.now() - startedAt >= DURATION_MS || failure !== undefined
      if (isOver && waiting === 0) {
        clearInterval(timer)
        resolve()
      }
      if (isOver) return
      for (let made = 0; made < CALLS_PER_MS && waiting < WAITING; made++) void call()
    }, 1)
  })
  const seconds = (performance.now() - startedAt) / 1_000
  histogram.disable()
  if (failure !== undefined) throw failure.error
  return { delayMs: histogram.percentile(PERCENTILE) / NS_PER_MS, rate: answered / seconds }
}
