// What a process that does nothing has for itself: what it would give back if it were gone.

import { once } from 'node:events'
import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { type Line, measureLine, NoFigure } from './line.ts'
import { hasExited, startBare } from './processes.ts'
import type { Setting } from './setting.ts'

const ROUNDS = { warmUp: 1, counted: 5 }
/** After it V8 has put away what the start has left. */
const SETTLE_MS = 500
const AIM_MIB = 2
const KIB_PER_MIB = 1024

export async function measureIdleMemory(setting: Setting): Promise<Line[]> {
  const { app, workers } = setting
  const name = 'memory of an idle process, its own (Private_* of smaps_rollup)'
  return [
    await measureLine(setting, name, 'MiB', ROUNDS, [
      {
        what: 'verdigris worker',
        isOurs: true,
        measure: async () => {
          const worker = await app.startWorker()
          try {
            return await weigh(worker.pid)
          } finally {
            await worker.close()
          }
        },
      },
      {
        what: 'node, with a timer',
        aim: { more: AIM_MIB },
        measure: () => weighBare(path.join(workers, 'idle.cjs')),
      },
      { what: 'fork, advanced', measure: () => weighFork(path.join(workers, 'fork.cjs')) },
    ]),
  ]
}

async function weighBare(script: string): Promise<number> {
  const child = await startBare(script)
  try {
    return await weigh(child.pid)
  } finally {
    child.kill('SIGKILL')
    await hasExited(child)
  }
}

async function weighFork(script: string): Promise<number> {
  const child = fork(script, { serialization: 'advanced' })
  try {
    child.send([1, 2])
    await once(child, 'message')
    return await weigh(child.pid)
  } finally {
    child.disconnect()
    await hasExited(child)
  }
}

async function weigh(pid: number | undefined): Promise<number> {
  await sleep(SETTLE_MS)
  if (process.platform !== 'linux') throw new NoFigure('no /proc')
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kib = [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].map(([, count]) => Number(count))
  return kib.reduce((sum, count) => sum + count, 0) / KIB_PER_MIB
}
