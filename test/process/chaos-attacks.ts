// Ends and stops children of this program from outside, each by its own id.
import { readFileSync } from 'node:fs'
import { childrenOf, isAlive } from './processes.ts'
import type { Random } from './chaos-random.ts'

const SIGNALS = [
  'SIGKILL',
  'SIGKILL',
  'SIGSTOP',
  'SIGSTOP',
  'SIGSEGV',
  'SIGABRT',
  'SIGTERM',
] as const

/** Processes of workers, pools and tasks, whatever they do at the moment. The guard is none. */
export function findChildren(): number[] {
  return childrenOf(process.pid).filter((pid) => isAlive(pid) && runsNode(pid))
}

/** Gives the signal that was sent, if there was somebody to send it to. */
export function attack(random: Random, pids: readonly number[]): string | undefined {
  if (pids.length === 0) return undefined
  const signal = random.pick(SIGNALS)
  try {
    process.kill(random.pick(pids), signal)
    return signal
  } catch {
    return undefined // it has ended by itself
  }
}

function runsNode(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(process.execPath)
  } catch {
    return false
  }
}
