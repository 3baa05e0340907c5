// A program that sends 1 GiB, receives it, and both, and prints what that took.

import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { startBytes } from './app.ts'

/** The most that was resident, in MiB, above what was before. */
interface Peaks {
  program: number
  process: number
}

export interface Report {
  sent: Peaks
  received: Peaks
  echoed: Peaks
  /** There and back. */
  ms: number
}

type Calls = Awaited<ReturnType<typeof startBytes>>['call']

const GIB = 2 ** 30
const KIB_PER_MIB = 1024
const SETTLE_MS = 300

let ms = 0
const report: Report = {
  sent: await measurePeaks((call) => call.take(new Uint8Array(GIB).fill(1))),
  received: await measurePeaks(async (call) => (await call.make(GIB)).byteLength),
  echoed: await measurePeaks(async (call) => {
    const bytes = new Uint8Array(GIB).fill(1)
    const startedAt = performance.now()
    const { byteLength } = await call.echo(bytes)
    ms = performance.now() - startedAt
    return byteLength
  }),
  ms,
}
console.log(JSON.stringify({ ...report, ms }))

/** With a process of its own, so that nothing is left in it of what was before. */
async function measurePeaks(run: (call: Calls) => Promise<number>): Promise<Peaks> {
  const { pid, call, close } = await startBytes()
  await call.echo(new Uint8Array(1))
  globalThis.gc?.()
  await sleep(SETTLE_MS)
  const pids = [process.pid, pid!]
  const before = pids.map((each) => read(each, 'VmRSS'))
  // Linux then takes what is resident now for the most that ever was.
  for (const each of pids) writeFileSync(`/proc/${each}/clear_refs`, '5')
  const length = await run(call)
  if (length !== GIB) throw new Error(`${length} bytes have arrived, not ${GIB}.`)
  const [program, child] = pids.map((each, index) => read(each, 'VmHWM') - before[index]!)
  await close()
  return { program: program!, process: child! }
}

/** In MiB. */
function read(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  return Number(kib) / KIB_PER_MIB
}
