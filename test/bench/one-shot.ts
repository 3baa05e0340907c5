// A fresh process for one tiny call, from the call to its value: the first of its label, against a bare process up to
// its first byte on file descriptor 3, which is the least that any such call could take; one now and then, which finds
// a spare; and as many as the machine can do.

import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { type Line, median, measureLine } from './line.ts'
import {
  hasExited,
  startBare,
  timeBare,
  timeFork,
  timeTask,
  timeThread,
  timeWaiting,
} from './processes.ts'
import type { Setting } from './setting.ts'

const COLD_ROUNDS = { warmUp: 5, counted: 40 }
const COLD_AIM = 1.15

export async function measureOneShot(setting: Setting): Promise<Line[]> {
  const { app, workers } = setting
  const bare = path.join(workers, 'bare.cjs')
  return [
    await measureLine(setting, 'one call in a fresh process, without spares', 'ms', COLD_ROUNDS, [
      { what: 'verdigris task', isOurs: true, measure: () => timeTask(app.runColdTask) },
      {
        what: 'spawn, to the first byte on fd 3',
        aim: { ratio: COLD_AIM },
        measure: () => timeBare(bare),
      },
      { what: 'fork, json', measure: () => timeFork(path.join(workers, 'fork.cjs')) },
      { what: 'worker_threads', measure: () => timeThread(path.join(workers, 'thread.cjs')) },
    ]),
  ]
}

const REPEATED_ROUNDS = { warmUp: 1, counted: 8 }
const PAUSE_MS = 200
const SERIES = 3

export async function measureRepeated(setting: Setting): Promise<Line[]> {
  const { app, workers } = setting
  const timeSeries = async (time: () => Promise<number>, pauseMs = PAUSE_MS): Promise<number> => {
    const values: number[] = []
    for (let call = 0; call < SERIES; call++) {
      await sleep(pauseMs)
      values.push(await time())
    }
    return median(values)
  }
  const waiting = path.join(workers, 'bare-waiting.cjs')
  const name = `one call in a fresh process, one every ${PAUSE_MS} ms`
  return [
    await measureLine(setting, name, 'ms', REPEATED_ROUNDS, [
      {
        what: 'verdigris task',
        isOurs: true,
        aim: { atMost: 1 },
        measure: () => timeSeries(() => timeTask(app.runTask)),
      },
      {
        what: 'fork, json',
        aim: { ratio: 1 / 50 },
        measure: () => timeSeries(() => timeFork(path.join(workers, 'fork.cjs'))),
      },
      {
        what: 'a byte to a bare process that has waited, and its answer',
        measure: () => timeSeries(() => timeWaiting(PAUSE_MS, waiting), 0),
      },
      {
        what: 'worker_threads',
        measure: () => timeSeries(() => timeThread(path.join(workers, 'thread.cjs'))),
      },
    ]),
  ]
}

const SUSTAINED_ROUNDS = { warmUp: 1, counted: 5 }
const PROCESSES = 80
const QUICK_PROCESSES = 40
/** As many as `task` runs at a time on two cores. */
const IN_FLIGHT = 8
const SUSTAINED_AIM = 0.9

export async function measureSustained(setting: Setting): Promise<Line[]> {
  const bare = path.join(setting.workers, 'bare.cjs')
  const processes = setting.isQuick ? QUICK_PROCESSES : PROCESSES
  const countBare = async (): Promise<number> => {
    const exits: Promise<void>[] = []
    const rate = await countPerSecond(processes, async () => {
      exits.push(hasExited(await startBare(bare)))
    })
    await Promise.all(exits)
    return rate
  }
  const name = `fresh processes for one call each, ${IN_FLIGHT} at a time`
  return [
    await measureLine(setting, name, 'spawns/s', SUSTAINED_ROUNDS, [
      {
        what: 'verdigris task',
        isOurs: true,
        measure: () => countPerSecond(processes, setting.app.runTask),
      },
      {
        what: 'spawn, to the first byte on fd 3',
        aim: { ratio: SUSTAINED_AIM },
        measure: countBare,
      },
    ]),
  ]
}

async function countPerSecond(times: number, run: () => Promise<unknown>): Promise<number> {
  let left = times
  const runOneByOne = async (): Promise<void> => {
    while (left-- > 0) await run()
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: IN_FLIGHT }, runOneByOne))
  return times / ((performance.now() - startedAt) / 1_000)
}
