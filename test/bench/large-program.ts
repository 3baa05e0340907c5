// A program that sends 1 GiB, receives it, or both, and prints what that took. One way for each program: what memory
// the one before it has left would count for the next.

import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { startBytes } from './app.ts'

export interface Report {
  /** The most that was resident, in MiB, above what was before. */
  program: number
  process: number
  ms: number
}

const GIB = 2 ** 30
const KIB_PER_MIB = 1024
const SETTLE_MS = 300

const { pid, call, calling, close } = await startBytes()
const ways: Record<string, () => Promise<number>> = {
  send: () => call.take(make()),
  transfer: () => transfer((api, bytes) => api.take(bytes)),
  receive: async () => (await call.make(GIB)).byteLength,
  echo: async () => (await call.echo(make())).byteLength,
  'transfer-echo': async () => (await transfer((api, bytes) => api.echo(bytes))).byteLength,
}
const way = ways[process.argv[2] ?? '']
if (way === undefined) throw new Error(`Expected one of ${Object.keys(ways).join(', ')}.`)

await call.echo(new Uint8Array(1))
await sleep(SETTLE_MS)
const pids = [process.pid, pid!]
const before = pids.map((each) => read(each, 'VmRSS'))
// Linux then takes what is resident now for the most that ever was.
for (const each of pids) writeFileSync(`/proc/${each}/clear_refs`, '5')
const startedAt = performance.now()
const length = await way()
const ms = performance.now() - startedAt
if (length !== GIB) throw new Error(`${length} bytes have arrived, not ${GIB}.`)
const [own, childs] = pids.map((each, index) => read(each, 'VmHWM') - before[index]!)
await close()
const report: Report = { program: own!, process: childs!, ms }
console.log(JSON.stringify(report))

function make(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(GIB).fill(1)
}

/** The same call, which takes the memory of what it sends. */
function transfer<T>(send: (api: typeof call, bytes: Uint8Array) => Promise<T>): Promise<T> {
  const bytes = make()
  return send(calling(bytes.buffer), bytes)
}

/** In MiB. */
function read(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  return Number(kib) / KIB_PER_MIB
}
