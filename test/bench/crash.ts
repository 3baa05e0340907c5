// From the moment a process is killed under a call to the next good answer, asked for as soon as the call has
// failed; against starting a bare process, which it must at least take.

import { timeBareProcess } from './bare-process.ts'
import { type Line, measureLine } from './line.ts'
import { jestWorker, poolifierOnCluster, tinypoolOn, workerpoolOnProcesses } from './peers/pools.ts'
import { type Service, type StartService, withServices } from './service.ts'

const ROUNDS = { warmUp: 3, counted: 20 }
/** Who takes so long never answers: poolifier, whose call that crashed stays open for ever. */
const ANSWER_LIMIT_MS = 2_000

export function measureCrashes(
  startWorker: StartService,
  workers: string,
  bareScript: string,
): Promise<Line> {
  return withServices(
    1,
    [
      { what: 'verdigris worker', isOurs: true, start: startWorker },
      { what: 'tinypool, processes', start: tinypoolOn('child_process', workers) },
      { what: 'workerpool, processes', start: workerpoolOnProcesses(workers) },
      { what: 'jest-worker, processes', start: jestWorker(workers) },
      { what: 'poolifier, cluster', start: poolifierOnCluster(workers) },
    ],
    (service) => () => timeCrash(service),
    (candidates) =>
      measureLine('a crash, to the next good answer', 'ms', ROUNDS, [
        ...candidates,
        {
          what: 'spawn, to the first byte on fd 3',
          aim: 1.3,
          measure: () => timeBareProcess(bareScript),
        },
      ]),
  )
}

async function timeCrash(service: Service): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ANSWER_LIMIT_MS)
  })
  try {
    return await Promise.race([crashAndCall(service), late])
  } finally {
    clearTimeout(timer)
  }
}

async function crashAndCall({ add, die }: Service): Promise<number> {
  const startedAt = performance.now()
  try {
    await die?.()
  } catch {
    // Which error it is, is not the question here.
  }
  await add(1, 2)
  return performance.now() - startedAt
}
