// Everything that runs now or has run a while ago, with what the system says about it.

import type { ProcessRow } from '../protocol.ts'
import { readUsage, type Usage } from './machine.ts'
import type { SeenProcess } from './process-watch.ts'

/** How long a dead process stays in the table. */
const KEPT_MS = 30_000

/** What the table is made of. */
export interface Sources {
  program: Omit<ProcessRow, 'rssBytes' | 'cpuPercent'> | undefined
  ofProgram: readonly SeenProcess[]
  ofServer: readonly SeenProcess[]
  poolRestarts: number
}

export class ProcessTable {
  #last = new Map<number, { cpuMs: number; at: number }>()
  readonly #startedAt = Math.round(performance.timeOrigin)

  async read(sources: Sources): Promise<ProcessRow[]> {
    const { program, ofProgram, ofServer, poolRestarts } = sources
    const rows = [
      this.#server(),
      ...(program ? [program] : []),
      ...ofProgram.map((each) => toRow(each, 'program', undefined)),
      ...ofServer.map((each) => toRow(each, 'server', poolRestarts)),
    ].filter(({ endedAt }) => endedAt === undefined || Date.now() - endedAt < KEPT_MS)
    const living = rows.filter(({ state }) => state !== 'dead').map(({ pid }) => pid)
    const usage = await readUsage(living)
    const next = new Map<number, { cpuMs: number; at: number }>()
    const full = rows.map((row) => {
      const found = row.state === 'dead' ? undefined : usage.get(row.pid)
      if (found !== undefined) next.set(row.pid, { cpuMs: found.cpuMs, at: performance.now() })
      return { ...row, rssBytes: found?.rssBytes, cpuPercent: this.#cpuOf(row.pid, found) }
    })
    this.#last = next
    return full
  }

  #cpuOf(pid: number, usage: Usage | undefined): number | undefined {
    const last = this.#last.get(pid)
    if (usage === undefined || last === undefined) return undefined
    return (100 * (usage.cpuMs - last.cpuMs)) / (performance.now() - last.at)
  }

  #server(): Omit<ProcessRow, 'rssBytes' | 'cpuPercent'> {
    return {
      pid: process.pid,
      parent: undefined,
      kind: 'server',
      label: 'Vite, with this page',
      state: 'running',
      calls: undefined,
      restarts: undefined,
      lastWords: '',
      startedAt: this.#startedAt,
      endedAt: undefined,
      end: undefined,
    }
  }
}

function toRow(
  seen: SeenProcess,
  parent: 'server' | 'program',
  restarts: number | undefined,
): Omit<ProcessRow, 'rssBytes' | 'cpuPercent'> {
  return { ...seen, parent, restarts }
}
