// 1 GiB there and back, in a program of its own: the most memory that was ever taken is known of a whole process.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { type Aim, type Line, toLine, type Unit } from './line.ts'
import type { Report } from './large-program.ts'
import type { Setting } from './setting.ts'

const ROUNDS = 3
const LIMIT_MS = 60_000
const PAYLOAD_MIB = 1024
/** What each side of a copy may take besides the payload. */
const MARGIN_MIB = 64
/** There and back, on both sides, and some air. */
const LEAST_FREE_MIB = 6 * PAYLOAD_MIB

export async function measureLarge(setting: Setting): Promise<Line[]> {
  if (setting.isQuick || !hasMemory()) return []
  const reports: Report[] = []
  for (let round = 0; round < ROUNDS; round++) reports.push(await runProgram(setting))
  const line = (
    name: string,
    unit: Unit,
    ...figures: [string, (report: Report) => number, Aim?][]
  ) =>
    toLine(
      `1 GiB: ${name}`,
      unit,
      ROUNDS,
      figures.map(([what, valueOf, aim]) => ({
        candidate: { what, isOurs: true, ...(aim && { aim }) },
        values: reports.map(valueOf),
      })),
    )
  const once = { atMost: PAYLOAD_MIB + MARGIN_MIB }
  const twice = { atMost: 2 * once.atMost }
  return [
    line('there and back', 'ms', ['verdigris worker', ({ ms }) => ms]),
    line(
      'the most memory of the program above idle, when it',
      'MiB',
      ['sends it', ({ sent }) => sent.program, once],
      ['receives it', ({ received }) => received.program, once],
      ['sends and receives it', ({ echoed }) => echoed.program, twice],
    ),
    line(
      'the most memory of the process above idle, when it',
      'MiB',
      ['receives it', ({ sent }) => sent.process, once],
      ['sends it', ({ received }) => received.process, once],
      ['receives it and sends it back', ({ echoed }) => echoed.process, twice],
    ),
  ]
}

function hasMemory(): boolean {
  if (process.platform !== 'linux') {
    console.error('1 GiB is not measured: what memory a process has taken is read from /proc.')
    return false
  }
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]
  const freeMib = Number(kib) / 1024
  if (freeMib >= LEAST_FREE_MIB) return true
  console.error(
    `1 GiB is not measured: ${Math.floor(freeMib)} MiB are free, it takes ${LEAST_FREE_MIB}.`,
  )
  return false
}

async function runProgram({ folder, app }: Setting): Promise<Report> {
  const program = path.join(folder, 'app/large-program.js')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...app.execArgv, '--expose-gc', program],
    { timeout: LIMIT_MS, killSignal: 'SIGKILL' },
  )
  return JSON.parse(stdout) as Report
}
