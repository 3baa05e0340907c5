// The application that is measured, as its author would write it.

import { pool, task, worker } from 'verdigris'

import type { Adder, Counter, Echo } from './service.ts'

/** Has processes write a profile into a folder, if the benchmark is run for one. */
const profiles = process.env.VERDIGRIS_BENCH_PROFILES
export const execArgv: readonly string[] =
  profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]

export function runTask(): Promise<number> {
  return task('pid', { execArgv }, () => process.pid)
}

export function runColdTask(): Promise<number> {
  return task('cold-pid', { execArgv, spares: 0 }, () => process.pid)
}

// Far more crashes than the default lets pass.
const restart = { intensity: 1_000, period: 1_000 }

export async function startWorker(spares = 0): Promise<Adder & { pid: number | undefined }> {
  const handle = await worker('adder', { restart, execArgv, spares }, () => ({
    add: (a: number, b: number) => a + b,
    die: () => void process.kill(process.pid, 'SIGKILL'),
  }))
  return {
    pid: handle.pid,
    add: (a, b) => handle.call.add(a, b),
    die: () => handle.call.die(),
    close: () => handle.close(),
  }
}

export async function startEcho(): Promise<Echo & { pid: number | undefined }> {
  const handle = await worker('echo', { execArgv }, () => (value: unknown) => value)
  return { pid: handle.pid, echo: (value) => handle.call(value), close: () => handle.close() }
}

/** One that takes bytes, and one that makes them: each way alone. */
export async function startBytes() {
  const handle = await worker('bytes', { execArgv }, () => ({
    take: (bytes: Uint8Array) => bytes.byteLength,
    make: (length: number) => new Uint8Array(length).fill(1),
    echo: (bytes: Uint8Array) => bytes,
  }))
  return {
    pid: handle.pid,
    call: handle.call,
    calling: (transfer: ArrayBuffer) => handle.with({ transfer: [transfer] }).call,
    close: () => handle.close(),
  }
}

export async function startCounter(): Promise<Counter> {
  const handle = await worker('counter', { execArgv }, () => ({
    async *count(items: number) {
      for (let item = 0; item < items; item += 1) yield item
    },
  }))
  return { count: (items) => handle.call.count(items), close: () => handle.close() }
}

export async function startPool(size: number, concurrency?: number): Promise<Adder> {
  const handle = await pool(
    'adders',
    { size, concurrency, execArgv },
    () => (a: number, b: number) => a + b,
  )
  return { add: (a, b) => handle.call(a, b), close: () => handle.close() }
}
