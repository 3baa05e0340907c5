// A fresh process for one tiny call, from the call to its value, against a bare process up to its first byte
// on file descriptor 3: the least that any such call could take.

import { setTimeout as sleep } from 'node:timers/promises'

import { timeBareProcess } from './bare-process.ts'
import { type Line, measureLine } from './line.ts'

const ROUNDS = { warmUp: 5, counted: 60 }

export function measureOneShot(runTask: () => Promise<number>, bareScript: string): Promise<Line> {
  return measureLine('one call in a fresh process', 'ms', ROUNDS, [
    { what: 'verdigris task', isOurs: true, measure: () => timeTask(runTask) },
    {
      what: 'spawn, to the first byte on fd 3',
      aim: 1.3,
      measure: () => timeBareProcess(bareScript),
    },
  ])
}

/** From the call to its value. The process has ended when this resolves. */
export async function timeTask(runTask: () => Promise<number>): Promise<number> {
  const startedAt = performance.now()
  const pid = await runTask()
  const ms = performance.now() - startedAt
  await isGone(pid)
  return ms
}

/** The next round starts on a quiet machine. */
async function isGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await sleep(1)
  }
}
