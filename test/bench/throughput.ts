// Many tiny calls on two workers: what a pool costs per call when nobody waits for a single one.

import { type Line, measureLine } from './line.ts'
import { forkWith, workerThreads } from './peers/raw.ts'
import {
  jestWorker,
  piscina,
  poolifierOnCluster,
  tinypoolOn,
  workerpoolOnProcesses,
} from './peers/pools.ts'
import { type Service, withServices } from './service.ts'

const ROUNDS = { warmUp: 1, counted: 5 }
const SIZE = 2
const CALLS = 10_000
/** Calls that one process is given at a time, where that can be set. */
const CONCURRENCY = 64
/** So many calls wait for their answer at a time: with more in their queues the libraries are slower. */
const WAITING = SIZE * CONCURRENCY

export function measureThroughput(
  startPool: (size: number, concurrency?: number) => Promise<Service>,
  workers: string,
): Promise<Line> {
  return withServices(
    SIZE,
    [
      { what: 'verdigris pool', isOurs: true, start: (size) => startPool(size) },
      {
        what: `verdigris pool, concurrency ${CONCURRENCY}`,
        isOurs: true,
        start: (size) => startPool(size, CONCURRENCY),
      },
      { what: 'worker_threads', start: workerThreads(workers) },
      { what: 'fork, json', start: forkWith('json', workers) },
      { what: 'piscina', start: piscina(workers) },
      { what: 'tinypool, threads', start: tinypoolOn('worker_threads', workers) },
      { what: 'tinypool, processes', start: tinypoolOn('child_process', workers) },
      { what: 'workerpool, processes', start: workerpoolOnProcesses(workers) },
      { what: 'jest-worker, processes', start: jestWorker(workers) },
      { what: 'poolifier, cluster', start: poolifierOnCluster(workers) },
    ],
    (service) => () => countPerSecond(service),
    (candidates) => measureLine('10,000 tiny calls on two workers', 'calls/s', ROUNDS, candidates),
  )
}

async function countPerSecond({ add, maxWaiting = WAITING }: Service): Promise<number> {
  let left = CALLS
  const callOneByOne = async (): Promise<void> => {
    while (left-- > 0) await add(left, 1)
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: maxWaiting }, callOneByOne))
  return CALLS / ((performance.now() - startedAt) / 1_000)
}
