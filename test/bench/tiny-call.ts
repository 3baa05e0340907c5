// A tiny call on a worker that has long been running, one after the other: what it is to go there and back.

import { type Line, median, measureLine } from './line.ts'
import { forkWith, workerThreads } from './peers/raw.ts'
import {
  jestWorker,
  piscina,
  poolifierOnCluster,
  tinypoolOn,
  workerpoolOnProcesses,
} from './peers/pools.ts'
import { type Service, type StartService, withServices } from './service.ts'

// Five thousand calls until nothing gets faster any more: the longer the code, the later it is all compiled.
const ROUNDS = { warmUp: 20, counted: 15 }
const CALLS = 250

export function measureTinyCalls(startWorker: StartService, workers: string): Promise<Line> {
  return withServices(
    1,
    [
      { what: 'verdigris worker', isOurs: true, start: startWorker },
      { what: 'worker_threads', aim: 1, start: workerThreads(workers) },
      { what: 'fork, advanced', aim: 0.5, start: forkWith('advanced', workers) },
      { what: 'fork, json', start: forkWith('json', workers) },
      { what: 'piscina', start: piscina(workers) },
      { what: 'tinypool, threads', start: tinypoolOn('worker_threads', workers) },
      { what: 'tinypool, processes', start: tinypoolOn('child_process', workers) },
      { what: 'workerpool, processes', start: workerpoolOnProcesses(workers) },
      { what: 'jest-worker, processes', start: jestWorker(workers) },
      { what: 'poolifier, cluster', start: poolifierOnCluster(workers) },
    ],
    (service) => () => timeCalls(service),
    (candidates) =>
      measureLine('a tiny call on a warm worker, one after the other', 'us', ROUNDS, candidates),
  )
}

/** Median of a series, in microseconds. */
async function timeCalls(service: Service): Promise<number> {
  const values: number[] = []
  for (let call = 0; call < CALLS; call++) {
    const startedAt = performance.now()
    await service.add(call, 1)
    values.push((performance.now() - startedAt) * 1_000)
  }
  return median(values)
}
