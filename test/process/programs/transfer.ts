// Calls that take the memory of their bytes with them.
import { appendFileSync, readFileSync } from 'node:fs'
import {
  pool,
  type PoolOptions,
  task,
  type TaskOptions,
  worker,
  type WorkerOptions,
} from 'verdigris'

export function look(options: TaskOptions, value: unknown) {
  return task('look', options, () => value)
}

/** The first process that it is tried in dies. */
export function lookAgain(options: TaskOptions, bytes: Uint8Array, log: string) {
  return task('look-again', options, () => {
    appendFileSync(log, '.')
    if (readFileSync(log, 'utf8') === '.') process.kill(process.pid, 'SIGKILL')
    return bytes
  })
}

export function letters(options: TaskOptions, bytes: Uint8Array) {
  return task('letters', options, function* () {
    for (const byte of bytes) yield String.fromCharCode(byte)
  })
}

export function shared(options: PoolOptions = {}) {
  return pool(options)
}

export function doublers(options: PoolOptions = {}) {
  return pool('doublers', options, () => (value: number) => value * 2)
}

export function mirror(options: WorkerOptions = {}) {
  return worker('mirror', options, () => ({
    look: (...values: unknown[]) => values,
    count: (bytes: Uint8Array) => bytes.length,
    *letters(bytes: Uint8Array) {
      for (const byte of bytes) yield String.fromCharCode(byte)
    },
    sleep: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
    lookAgain(bytes: Uint8Array, log: string) {
      appendFileSync(log, '.')
      if (readFileSync(log, 'utf8') === '.') process.kill(process.pid, 'SIGKILL')
      return bytes
    },
  }))
}

export function warm(options: object) {
  return task.prewarm('look', options)
}
