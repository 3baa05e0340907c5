// From the moment a process is killed under a call to the next good answer, asked for as soon as the call has
// failed; against starting a bare process, which without a spare it must at least take.

import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { type Line, measureLine } from './line.ts'
import {
  jestWorker,
  poolifierOnCluster,
  tinypoolOnProcesses,
  workerFarm,
  workerpoolOnProcesses,
} from './peers/pools.ts'
import { timeBare, timeWaiting } from './processes.ts'
import { type Adder, withServices } from './service.ts'
import type { Setting } from './setting.ts'

const ROUNDS = { warmUp: 3, counted: 15 }
/** Who takes so long never answers: poolifier, whose call that crashed stays open for ever. */
const ANSWER_LIMIT_MS = 2_000
const AIM = 1.3
const SPARE_AIM = 1 / 20
/** For the next spare, before the next crash. */
const PAUSE_MS = 200

export async function measureCrashes(setting: Setting): Promise<Line[]> {
  const { app, workers } = setting
  const timeBareHere = (): Promise<number> => timeBare(path.join(workers, 'bare.cjs'))
  const what = 'spawn, to the first byte on fd 3'
  const without = await withServices<Adder, Line>(
    setting,
    1,
    [
      { what: 'verdigris worker', isOurs: true, start: () => app.startWorker() },
      { what: 'tinypool, processes', start: tinypoolOnProcesses('json', workers) },
      { what: 'workerpool, processes', start: workerpoolOnProcesses('json', workers) },
      { what: 'jest-worker, processes', start: jestWorker('json', workers) },
      { what: 'worker-farm', start: workerFarm('json', workers) },
      { what: 'poolifier, cluster', start: poolifierOnCluster('json', workers) },
    ],
    (service) => () => timeCrash(service),
    (candidates) =>
      measureLine(
        setting,
        'a crash, to the next good answer',
        'ms',
        ROUNDS,
        [...candidates, { what, aim: { ratio: AIM }, measure: timeBareHere }],
        ANSWER_LIMIT_MS,
      ),
  )
  const dying = path.join(workers, 'bare-death.cjs')
  const answering = path.join(workers, 'bare-waiting.cjs')
  const withSpare = await withServices<Adder, Line>(
    setting,
    1,
    [{ what: 'verdigris worker, spares: 1', isOurs: true, start: () => app.startWorker(1) }],
    (service) => async () => {
      await sleep(PAUSE_MS)
      return await timeCrash(service)
    },
    (candidates) =>
      measureLine(
        setting,
        'a crash, to the next good answer, with a spare',
        'ms',
        ROUNDS,
        [
          ...candidates,
          { what, aim: { ratio: SPARE_AIM }, measure: timeBareHere },
          {
            what: 'a bare process that has waited dies, and another answers',
            measure: () => timeWaiting(PAUSE_MS, dying, answering),
          },
        ],
        ANSWER_LIMIT_MS,
      ),
  )
  return [without, withSpare]
}

async function timeCrash({ add, die }: Adder): Promise<number> {
  const startedAt = performance.now()
  try {
    await die?.()
  } catch {
    // Which error it is, is not the question here.
  }
  await add(1, 2)
  return performance.now() - startedAt
}
