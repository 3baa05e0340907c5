// 1 GiB there and back, in a program of its own: the most memory that was ever taken is known of a whole process.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { type Line, type Run, toLine } from './line.ts'
import type { Report } from './large-program.ts'
import type { Setting } from './setting.ts'

const ROUNDS = 3
const LIMIT_MS = 60_000
const PAYLOAD_MIB = 1024
/** What each side of a copy may take besides the payload. */
const MARGIN_MIB = 64
const ONCE_MIB = PAYLOAD_MIB + MARGIN_MIB
/** There and back, on both sides, and some air. */
const LEAST_FREE_MIB = 6 * PAYLOAD_MIB

export async function measureLarge(setting: Setting): Promise<Line[]> {
  if (setting.isQuick || !hasMemory()) return []
  const sent: Report[] = []
  const received: Report[] = []
  const echoed: Report[] = []
  const transferred: Report[] = []
  const echoTransferred: Report[] = []
  for (let round = 0; round < ROUNDS; round++) {
    sent.push(await runProgram(setting, 'send'))
    received.push(await runProgram(setting, 'receive'))
    echoed.push(await runProgram(setting, 'echo'))
    transferred.push(await runProgram(setting, 'transfer'))
    echoTransferred.push(await runProgram(setting, 'transfer-echo'))
  }
  return [
    toLine('1 GiB, with the memory for it', 'ms', ROUNDS, [
      figure('sent', sent, 'ms'),
      figure('received', received, 'ms'),
      figure('there and back', echoed, 'ms'),
      figure('sent, transferred', transferred, 'ms'),
      figure('there and back, transferred', echoTransferred, 'ms'),
    ]),
    toLine('1 GiB: the most memory of the program above idle', 'MiB', ROUNDS, [
      figure('when it sends', sent, 'program', ONCE_MIB),
      figure('when it receives', received, 'program', ONCE_MIB),
      figure('when it does both', echoed, 'program', 2 * ONCE_MIB),
      figure('when it sends, transferred', transferred, 'program', ONCE_MIB),
      figure('when it does both, transferred', echoTransferred, 'program', 2 * ONCE_MIB),
    ]),
    toLine('1 GiB: the most memory of the process above idle', 'MiB', ROUNDS, [
      figure('when it receives', sent, 'process', ONCE_MIB),
      figure('when it sends', received, 'process', ONCE_MIB),
      figure('when it does both', echoed, 'process', 2 * ONCE_MIB),
    ]),
  ]
}

function figure(
  what: string,
  reports: readonly Report[],
  field: keyof Report,
  atMost?: number,
): Run {
  const aim = atMost !== undefined && { aim: { atMost } }
  return {
    candidate: { what, isOurs: true, ...aim },
    values: reports.map((report) => report[field]),
  }
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

async function runProgram({ folder, app }: Setting, way: string): Promise<Report> {
  const program = path.join(folder, 'app/large-program.js')
  const { stdout } = await promisify(execFile)(process.execPath, [...app.execArgv, program, way], {
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  return JSON.parse(stdout) as Report
}
