// Kills the program in the middle of busy tasks, and looks from outside whether any process is left.

import type { OrphanReport } from '../protocol.ts'
import { findByEnvironment, hasProc, isAlive, readUsage } from './machine.ts'
import type { ProgramHost } from './program-host.ts'

const PATIENCE_MS = 10_000
const LOOK_MS = 2

export async function killAndLook(program: ProgramHost): Promise<OrphanReport> {
  const busy = await program.startBusyTasks()
  const before = await readUsage(busy.map(({ pid }) => pid))
  const programPid = program.state.pid ?? 0
  const { mark } = program
  const killedAt = performance.now()
  program.kill('this button')
  const pidToGone = await watchEnd(
    busy.map(({ pid }) => pid),
    killedAt,
  )
  const left = hasProc ? findByEnvironment(mark) : busy.map(({ pid }) => pid).filter(isAlive)
  return {
    programPid,
    children: busy.map(({ pid, label }) => ({
      pid,
      label,
      goneAfterMs: pidToGone.get(pid),
      stateBefore: before.get(pid)?.state ?? 'gone',
      cpuMsBefore: before.get(pid)?.cpuMs ?? 0,
    })),
    goneAfterMs: Math.max(...pidToGone.values()),
    left,
    method: hasProc
      ? `every /proc/*/environ was searched for ${mark}, which all that the program starts inherits`
      : 'each process was asked for by its pid',
  }
}

/** When each was first found to be gone. */
async function watchEnd(pids: readonly number[], killedAt: number): Promise<Map<number, number>> {
  const pidToGone = new Map<number, number>()
  while (pidToGone.size < pids.length && performance.now() - killedAt < PATIENCE_MS) {
    for (const pid of pids) {
      if (!pidToGone.has(pid) && !isAlive(pid)) pidToGone.set(pid, performance.now() - killedAt)
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  return pidToGone
}
