// What the system says of processes: /proc on Linux, `ps` elsewhere.

import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'

export interface Usage {
  /** A letter: R runs, S sleeps, T is stopped, Z is dead and not yet waited for. */
  state: string
  rssBytes: number
  cpuMs: number
}

export const hasProc = process.platform === 'linux'

/** Clock ticks per second in /proc: a constant of the kernel's interface on every platform of Node. */
const TICKS_PER_SECOND = 100

/** Those of `pids` that live. */
export async function readUsage(pids: readonly number[]): Promise<Map<number, Usage>> {
  if (!hasProc) return readPs(pids)
  const found = new Map<number, Usage>()
  for (const pid of pids) {
    const usage = readProc(pid)
    if (usage !== undefined) found.set(pid, usage)
  }
  return found
}

export function isAlive(pid: number): boolean {
  if (hasProc) return readProc(pid) !== undefined
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** All processes whose environment has `entry`, wherever they hang in the tree by now. Linux only. */
export function findByEnvironment(entry: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && readProc(pid) !== undefined)
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(entry))
}

/** proc_pid_stat(5): the name may hold spaces and parentheses, so count from its end. */
function readProc(pid: number): Usage | undefined {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = ''] = fields
  if (stat === '' || state === 'Z' || state === 'X') return undefined
  const ticks = Number(fields[11]) + Number(fields[12])
  const [, kib = '0'] = /^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`)) ?? []
  return { state, rssBytes: Number(kib) * 1024, cpuMs: (ticks * 1000) / TICKS_PER_SECOND }
}

async function readPs(pids: readonly number[]): Promise<Map<number, Usage>> {
  const found = new Map<number, Usage>()
  if (pids.length === 0) return found
  const args = ['-o', 'pid=,state=,rss=,time=', '-p', pids.join(',')]
  // It fails if none of them lives.
  const { stdout } = await promisify(execFile)('ps', args).catch(() => ({ stdout: '' }))
  for (const line of stdout.trim().split('\n')) {
    const [pid, state = '', kib, time = ''] = line.trim().split(/\s+/)
    if (state === '' || state.startsWith('Z')) continue
    const cpuMs = 1000 * time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
    found.set(Number(pid), { state: state.charAt(0), rssBytes: Number(kib) * 1024, cpuMs })
  }
  return found
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It has ended, or is another user's.
    return ''
  }
}
