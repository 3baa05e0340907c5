// Many tiny calls on two workers: what a pool costs per call when nobody waits for a single one.

import { type Line, measureLine } from './line.ts'
import { forkWith, workerThreads } from './peers/raw.ts'
import {
  CALLS_PER_WORKER,
  jestWorker,
  piscina,
  poolifierOnCluster,
  tinypoolOnProcesses,
  tinypoolOnThreads,
  workerFarm,
  workerpoolOnProcesses,
} from './peers/pools.ts'
import { type Adder, withServices } from './service.ts'
import type { Setting } from './setting.ts'

// Until nothing gets faster any more.
const ROUNDS = { warmUp: 4, counted: 7 }
const SIZE = 2
const CALLS = 10_000
const QUICK_CALLS = 2_000
/** So many calls wait for their answer at a time: with more in their queues the libraries are slower. */
const WAITING = SIZE * CALLS_PER_WORKER

export async function measureThroughput(setting: Setting): Promise<Line[]> {
  const { app, workers, isQuick } = setting
  const calls = isQuick ? QUICK_CALLS : CALLS
  const name = `${calls.toLocaleString('en')} tiny calls on two workers`
  const line = await withServices<Adder, Line>(
    setting,
    SIZE,
    [
      { what: 'verdigris pool', isOurs: true, start: (size) => app.startPool(size) },
      {
        what: `verdigris pool, concurrency ${CALLS_PER_WORKER}`,
        isOurs: true,
        start: (size) => app.startPool(size, CALLS_PER_WORKER),
      },
      { what: 'worker_threads', start: workerThreads(workers) },
      { what: 'fork, json', start: forkWith('json', workers) },
      { what: 'piscina', start: piscina(workers) },
      { what: 'tinypool, threads', start: tinypoolOnThreads(workers) },
      { what: 'tinypool, processes', start: tinypoolOnProcesses('json', workers) },
      { what: 'workerpool, processes', start: workerpoolOnProcesses('json', workers) },
      { what: 'jest-worker, processes', start: jestWorker('json', workers) },
      { what: 'worker-farm', start: workerFarm('json', workers) },
      { what: 'poolifier, cluster', start: poolifierOnCluster('json', workers) },
    ],
    (service) => async () => calls / ((await timeAdds(service, calls)) / 1_000),
    (candidates) => measureLine(setting, name, 'calls/s', ROUNDS, candidates),
  )
  return [line]
}

/** Milliseconds for so many calls, as many at a time as is good for who answers them. */
export async function timeAdds(
  { add, maxWaiting = WAITING }: Adder,
  calls: number,
): Promise<number> {
  let left = calls
  const callOneByOne = async (): Promise<void> => {
    while (left-- > 0) await add(left, 1)
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: maxWaiting }, callOneByOne))
  return performance.now() - startedAt
}
