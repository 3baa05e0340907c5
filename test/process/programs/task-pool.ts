// Tasks that run in a pool, one function for each kind of behaviour that the tests ask for.
import { appendFileSync } from 'node:fs'
import { pool, type PoolOptions, task, type TaskOptions, type TaskPool, worker } from 'verdigris'

/** Kept by the process, if there is one that stays: the module is evaluated once. */
const state = { evaluated: `${process.pid} ${performance.now()}`, calls: 0 }

export function shared(options: PoolOptions = {}): Promise<TaskPool> {
  return pool(options)
}

export function labelled() {
  return pool('labelled', { size: 1 }, () => () => 1)
}

export function single() {
  return worker('single', () => () => 1)
}

export function add(options: TaskOptions, a: number, b: number) {
  return task('pooled-add', options, () => a + b)
}

/** Its module's state is its own. */
export function count(options: TaskOptions) {
  return task('count', options, () => ({ ...state, calls: ++state.calls, pid: process.pid }))
}

export function pid(options: TaskOptions) {
  return task('pid', options, () => process.pid)
}

export function sleep(options: TaskOptions, ms: number) {
  return task('pooled-sleep', options, async () => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    return process.pid
  })
}

export function crash(options: TaskOptions) {
  return task('pooled-crash', options, () => {
    process.kill(process.pid, 'SIGSEGV')
    for (;;);
  })
}

export function hang(options: TaskOptions) {
  return task('pooled-hang', options, () => {
    for (;;);
  })
}

export function throwError(options: TaskOptions) {
  return task('pooled-throw', options, () => {
    throw Object.assign(new RangeError('thrown'), { code: 'E_THROWN' })
  })
}

export function crashUnlessMade(options: TaskOptions, log: string) {
  return task('crash-unless-made', options, async () => {
    const { readFileSync } = await import('node:fs')
    appendFileSync(log, 'try ')
    if (readFileSync(log, 'utf8') !== 'try try try ') process.kill(process.pid, 'SIGKILL')
    return 'made'
  })
}

export function numbers(options: TaskOptions, end: number) {
  return task('pooled-numbers', options, function* () {
    for (let number = 0; number < end; number++) yield number
  })
}

export function returnFunction(options: TaskOptions) {
  return task('pooled-function', options, () => ({ close: () => {} }) as unknown)
}

/** A task that keeps a worker of its own for the time that it runs. */
export function nested(options: TaskOptions, n: number) {
  return task('pooled-nested', options, async () => {
    const doubler = await worker('inner-doubler', () => (value: number) => ({
      value: value * 2,
      pid: process.pid,
    }))
    const { value, pid: inner } = await doubler.call(n)
    await doubler.close()
    return { value, inner, outer: process.pid }
  })
}

/** Throws in the child alone: the program evaluates this too. */
const BROKEN: string = process.env['VERDIGRIS_DEPTH'] === undefined ? '' : breakModule()

function breakModule(): never {
  throw new Error('module is broken')
}

export function brokenModule(options: TaskOptions) {
  return task('pooled-broken-module', options, () => BROKEN)
}

/** Its module ends the process in which it is loaded. */
const LETHAL: string = process.env['VERDIGRIS_DEPTH'] === undefined ? '' : killItself()

function killItself(): string {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}

export function lethalModule(options: TaskOptions) {
  return task('pooled-lethal-module', options, () => LETHAL)
}
