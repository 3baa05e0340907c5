// A tiny call on a worker that has long been running, one after the other: what it is to go there and back.

import { type Line, median, measureLine } from './line.ts'
import { forkWith, workerThreads } from './peers/raw.ts'
import {
  jestWorker,
  piscina,
  poolifierOnCluster,
  tinypoolOnProcesses,
  tinypoolOnThreads,
  workerFarm,
  workerpoolOnProcesses,
} from './peers/pools.ts'
import { wireAdder } from './peers/wire.ts'
import { type Adder, withServices } from './service.ts'
import type { Setting } from './setting.ts'

// Twelve thousand calls until nothing gets faster any more: the longer the code, the later it is all compiled.
const ROUNDS = { warmUp: 12, counted: 9 }
const CALLS = 1_000

export async function measureTinyCalls(setting: Setting): Promise<Line[]> {
  const { app, workers } = setting
  const line = await withServices<Adder, Line>(
    setting,
    1,
    [
      { what: 'verdigris worker', isOurs: true, start: () => app.startWorker() },
      { what: 'worker_threads', aim: { ratio: 1 }, start: workerThreads(workers) },
      { what: 'fork, advanced', aim: { ratio: 0.5 }, start: forkWith('advanced', workers) },
      { what: 'fork, json', start: forkWith('json', workers) },
      { what: 'twenty bytes on fd 3', start: wireAdder(workers, 'bare-echo.cjs') },
      {
        what: 'twenty bytes on fd 3, to an event loop',
        start: wireAdder(workers, 'bare-loop.cjs'),
      },
      { what: 'piscina', start: piscina(workers) },
      { what: 'tinypool, threads', start: tinypoolOnThreads(workers) },
      { what: 'tinypool, processes', start: tinypoolOnProcesses('json', workers) },
      { what: 'workerpool, processes', start: workerpoolOnProcesses('json', workers) },
      { what: 'jest-worker, processes', start: jestWorker('json', workers) },
      { what: 'worker-farm', start: workerFarm('json', workers) },
      { what: 'poolifier, cluster', start: poolifierOnCluster('json', workers) },
    ],
    (service) => () => timeCalls(() => service.add(1, 2), CALLS),
    (candidates) =>
      measureLine(
        setting,
        'a tiny call on a warm worker, one after the other',
        'us',
        ROUNDS,
        candidates,
      ),
  )
  return [line]
}

/** Median of a series, in microseconds. */
export async function timeCalls(call: () => Promise<unknown>, calls: number): Promise<number> {
  const values: number[] = []
  for (let index = 0; index < calls; index++) {
    const startedAt = performance.now()
    await call()
    values.push((performance.now() - startedAt) * 1_000)
  }
  return median(values)
}
