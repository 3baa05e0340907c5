// The application that is measured, as its author would write it.

import { pool, task, worker } from 'verdigris'

import type { Service } from './service.ts'

export function runTask(): Promise<number> {
  return task('pid', () => process.pid)
}

// Far more crashes than the default lets pass.
const restart = { intensity: 1_000, period: 1_000 }

export async function startWorker(): Promise<Service> {
  const handle = await worker('adder', { restart }, () => ({
    add: (a: number, b: number) => a + b,
    die: () => void process.kill(process.pid, 'SIGKILL'),
  }))
  return {
    add: (a, b) => handle.call.add(a, b),
    die: () => handle.call.die(),
    close: () => handle.close(),
  }
}

export async function startPool(size: number, concurrency?: number): Promise<Service> {
  const handle = await pool('adders', { size, concurrency }, () => (a: number, b: number) => a + b)
  return { add: (a, b) => handle.call(a, b), close: () => handle.close() }
}
