// Tasks, workers and pools whose modules note when they are evaluated. How that goes is said by files beside the
// log, so that it can change between two processes with the same options.
import { appendFileSync, closeSync, existsSync, rmSync } from 'node:fs'
import {
  pool,
  type PoolOptions,
  task,
  type TaskOptions,
  worker,
  type WorkerOptions,
} from 'verdigris'

export { closeAll } from 'verdigris'

const loaded = load()
const printed = print()

function load(): { pid: number } {
  const log = process.env['SPARES_LOG']
  if (log === undefined) return { pid: process.pid }
  appendFileSync(log, `>${process.pid} `)
  if (existsSync(`${log}.quiet`)) closeSync(2)
  while (existsSync(`${log}.waits`)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
  if (existsSync(`${log}.broken`)) throw new Error('the module is broken')
  if (existsSync(`${log}.broken-once`)) {
    rmSync(`${log}.broken-once`)
    throw new Error('the module was broken')
  }
  appendFileSync(log, `${process.pid} `)
  return { pid: process.pid }
}

/** Gives the process that has loaded the module, which is that of the call. */
export function pid(options: TaskOptions) {
  return task('spares-pid', options, () => {
    if (loaded.pid !== process.pid) throw new Error('another process')
    return process.pid
  })
}

function print(): true {
  if (process.env['SPARES_LOG'] !== undefined) console.log('loaded')
  return true
}

export function say(options: TaskOptions, text: string) {
  return task('spares-say', options, () => {
    console.log(text)
    return printed && loaded.pid
  })
}

export function variable(options: TaskOptions, name: string) {
  return task('spares-variable', options, () => [
    loaded.pid,
    process.env[name] ?? null,
    process.cwd(),
  ])
}

export function numbers(options: TaskOptions) {
  return task('spares-numbers', options, function* () {
    for (let number = 0; number < 3; number++) yield [loaded.pid, number]
  })
}

/** Gives its process, until it is told otherwise. */
export function act(options: TaskOptions, how: 'answer' | 'spin' | 'crash' | 'large') {
  return task('spares-act', options, () => {
    if (how === 'spin') for (;;);
    if (how === 'crash') process.kill(process.pid, 'SIGSEGV')
    return [loaded.pid, how === 'large' ? 'a'.repeat(2 ** 16) : '']
  })
}

export function nested(options: TaskOptions) {
  return task('spares-nested', options, async () => {
    const pids = []
    for (let call = 0; call < 3; call++) pids.push(await task('spares-inner', () => process.pid))
    return pids
  })
}

export function service(options: WorkerOptions, start = 0) {
  return worker('spares-service', options, () => {
    let count = start
    return {
      pid: () => loaded.pid,
      count: () => ++count,
      crash: () => process.kill(process.pid, 'SIGKILL'),
    }
  })
}

export function crew(options: PoolOptions) {
  return pool('spares-crew', options, () => ({
    pid: () => loaded.pid,
    crash: () => process.kill(process.pid, 'SIGKILL'),
  }))
}

export function shared(options: PoolOptions) {
  return pool(options)
}
