// Workers, one function for each kind of behaviour that the tests ask for.
import { appendFileSync, existsSync, writeSync } from 'node:fs'
import { worker, type WorkerOptions } from 'verdigris'

/** A counter with everything that a worker may have. */
export function counter(options: WorkerOptions = {}, start = 0) {
  return worker('counter', options, async () => {
    await Promise.resolve()
    let count = start
    return {
      add(by: number) {
        count += by
        return count
      },
      pid: () => process.pid,
      crash: () => process.kill(process.pid, 'SIGKILL'),
      exit: (code: number): void => process.exit(code),
      sleep: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
      stall: () => new Promise<void>(() => {}),
      spin(): void {
        for (;;);
      },
      fail(message: string): void {
        throw Object.assign(new RangeError(message), { code: 'E_FAIL' })
      },
      echo: (...args: unknown[]) => args,
      returnFunction: () => ({ rows: [{ close: () => {} }] }) as unknown,
      returnBytes: (bytes: number) => Buffer.alloc(bytes),
      print(line: string) {
        console.log(`out ${line}`)
        console.error(`err ${line}\nerr ${line} again`)
      },
      *numbers(end: number) {
        for (let number = 0; number < end; number++) yield number
      },
      async *slowly(end: number, ms: number) {
        for (let number = 0; number < end; number++) {
          await new Promise((resolve) => setTimeout(resolve, ms))
          yield number
        }
      },
      async *crashAfter(items: number) {
        for (let item = 0; item < items; item++) yield item
        // What is made in one turn of the event loop leaves together, at its end.
        await new Promise((resolve) => setImmediate(resolve))
        process.kill(process.pid, 'SIGSEGV')
        await new Promise((resolve) => setTimeout(resolve, 60_000))
      },
      *endless(log: string) {
        try {
          for (let number = 0; ; number++) yield number
        } finally {
          appendFileSync(log, 'finally ')
        }
      },
      *neverLeaves() {
        try {
          for (let number = 0; ; number++) yield number
        } finally {
          for (;;);
        }
      },
    }
  })
}

/** Something else of it writes to its line while a large answer is on the way. */
export function noisy() {
  return worker('noisy', () => {
    const answer = <T>(value: T): T => {
      setImmediate(() => {
        for (let isWritten = false; !isWritten;) {
          try {
            isWritten = writeSync(3, 'noise') > 0
          } catch {
            // The line is full: the parent has not read as much yet.
          }
        }
      })
      return value
    }
    return {
      bytes: (length: number) => answer(new Uint8Array(length)),
      text: (length: number) => answer('a'.repeat(length)),
      ping: () => 'pong',
    }
  })
}

/** The setup is an ordinary function, and so is what it gives. */
export function doubler() {
  return worker('doubler', () => (n: number) => n * 2)
}

/** Tells what it has captured, all of which the program may change meanwhile. */
export function capturing(given: { list: number[]; bytes: Uint8Array }) {
  return worker('capturing', { restart: { intensity: 100 } }, () => ({
    given: () => given,
    mutate: () => given.list.push(0),
    crash: () => process.kill(process.pid, 'SIGKILL'),
  }))
}

export function captureFunction() {
  const given = { rows: [{ close: () => {} }] } as unknown
  return worker('capture-function', () => () => given)
}

class Account {
  readonly owner: string
  #balance = 0

  constructor(owner: string) {
    this.owner = owner
  }

  deposit(amount: number) {
    this.#balance += amount
    return `${this.owner}: ${this.#balance}`
  }

  get balance(): number {
    throw new Error('a getter was asked')
  }
}

class Savings extends Account {
  interest() {
    return this.deposit(1)
  }
}

export function account(owner: string) {
  return worker('account', () => new Savings(owner))
}

export type BadSetup =
  | 'throws'
  | 'crashes'
  | 'exits'
  | 'spins'
  | 'waits for ever'
  | 'never settles'
  | 'returns a number'
  | 'returns nothing'
  | 'returns null'
  | 'returns no functions'

/** @param log gets a word for each start */
export function badSetup(how: BadSetup, options: WorkerOptions = {}, log = '/dev/null') {
  return worker('bad-setup', options, async () => {
    await null
    appendFileSync(log, 'start ')
    if (how === 'throws') throw Object.assign(new RangeError('no'), { code: 'E_NO' })
    if (how === 'crashes') process.kill(process.pid, 'SIGSEGV')
    if (how === 'exits') process.exit(3)
    if (how === 'spins') for (;;);
    if (how === 'waits for ever') await new Promise(() => setInterval(() => {}, 1000))
    if (how === 'never settles') await new Promise(() => {})
    const made: Record<string, unknown> = {
      'returns a number': 5,
      'returns null': null,
      'returns no functions': { a: 1 },
    }
    return made[how] as () => void
  })
}

export function throwingSetup() {
  return worker('throwing-setup', (): (() => void) => {
    throw new TypeError('at once')
  })
}

/** Throws in the child alone: the program evaluates this too. */
const BROKEN: string = process.env['VERDIGRIS_DEPTH'] === undefined ? '' : breakModule()

function breakModule(): never {
  throw new Error('module is broken')
}

export function brokenModule() {
  return worker('broken-module', () => () => BROKEN)
}

/**
 * @param log gets a word for each start and disposal
 * @param broken a file; while it exists, the setup ends the process
 * @param slow a file; while it exists, the setup is not over
 */
export function logged(log: string, options: WorkerOptions = {}, broken = '', slow = '') {
  return worker('logged', options, async () => {
    appendFileSync(log, 'start ')
    if (existsSync(broken)) process.exit(3)
    while (existsSync(slow)) await new Promise((resolve) => setTimeout(resolve, 5))
    return {
      pid: () => process.pid,
      crash: () => process.kill(process.pid, 'SIGKILL'),
      sleep: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
      spin(): void {
        for (;;);
      },
      note(word: string) {
        appendFileSync(log, `${word} `)
      },
      crashUnless(file: string) {
        appendFileSync(log, 'try ')
        if (existsSync(file)) return 'made'
        process.kill(process.pid, 'SIGKILL')
        for (;;);
      },
      [Symbol.dispose]: () => appendFileSync(log, 'dispose '),
    }
  })
}

export type Disposal = 'async' | 'both' | 'throws' | 'waits' | 'spins'

/** What its disposal does is said by `how`. It says on stdout what it hears. */
export function disposable(how: Disposal, log: string, options: WorkerOptions = {}) {
  return worker('disposable', options, () => {
    if (how === 'spins') process.on('SIGTERM', () => {})
    const dispose = () => {
      appendFileSync(log, 'dispose ')
      if (how === 'throws') throw new RangeError('not disposed')
      for (; how === 'spins';);
    }
    const disposeAsync = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      appendFileSync(log, 'async ')
      if (how === 'waits') await new Promise(() => setInterval(() => {}, 1000))
    }
    const isAsync = how === 'async' || how === 'both' || how === 'waits'
    return {
      pid: () => process.pid,
      sleep: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
      ...(how === 'async' || how === 'waits' ? {} : { [Symbol.dispose]: dispose }),
      ...(isAsync ? { [Symbol.asyncDispose]: disposeAsync } : {}),
    }
  })
}

/** Notes when a call begins and ends. */
export function tracer(log: string, options: WorkerOptions = {}) {
  return worker('tracer', options, () => async (name: string, ms: number) => {
    appendFileSync(log, `+${name} `)
    await new Promise((resolve) => setTimeout(resolve, ms))
    appendFileSync(log, `-${name} `)
    return name
  })
}

/** Each call leaves a line of its own, and takes `ms` after that. */
export function appender(log: string, options: WorkerOptions = {}) {
  return worker('appender', options, () => (id: string, ms = 0) => {
    appendFileSync(log, `${id}\n`)
    for (const end = performance.now() + ms; performance.now() < end;);
    return id
  })
}
