// Pools, one function for each kind of behaviour that the tests ask for.
import { appendFileSync, existsSync } from 'node:fs'
import { pool, type PoolOptions } from 'verdigris'

/** Everything that a member of a pool may do. */
export function crew(options: PoolOptions = {}) {
  return pool('crew', options, () => {
    let calls = 0
    const ballast: Buffer[] = []
    return {
      pid: () => process.pid,
      count: () => ++calls,
      crash: () => process.kill(process.pid, 'SIGKILL'),
      spin(): void {
        for (;;);
      },
      fail(message: string): void {
        throw new RangeError(message)
      },
      async sleep(ms: number) {
        await new Promise((resolve) => setTimeout(resolve, ms))
        return process.pid
      },
      /** Until the file is there. */
      async wait(file: string) {
        while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5))
        return process.pid
      },
      grow(bytes: number) {
        ballast.push(Buffer.alloc(bytes, 1))
        return process.pid
      },
      async *numbers(end: number) {
        for (let number = 0; number < end; number++) yield number
      },
    }
  })
}

/** As many as the machine allows. */
export function ofDefaultSize() {
  return pool('of-default-size', () => () => process.pid)
}

/**
 * @param log gets a word for each start and disposal
 * @param broken a file; while it exists, the setup ends the process
 * @param slow a file; while it exists, the setup is not over
 */
export function loggedCrew(log: string, options: PoolOptions, broken = '', slow = '') {
  return pool('logged-crew', options, async () => {
    appendFileSync(log, 'start ')
    if (existsSync(broken)) process.exit(3)
    while (existsSync(slow)) await new Promise((resolve) => setTimeout(resolve, 5))
    return {
      pid: () => process.pid,
      crash: () => process.kill(process.pid, 'SIGKILL'),
      sleep: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
      [Symbol.dispose]: () => appendFileSync(log, 'dispose '),
    }
  })
}

/** The second process that starts does not. @param log gets a word for each start */
export function halfBroken(log: string) {
  return pool('half-broken', { size: 2 }, async () => {
    const { openSync } = await import('node:fs')
    try {
      openSync(`${log}.first`, 'wx')
    } catch {
      throw new RangeError('there is one already')
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
    return () => process.pid
  })
}

/** One function, which `map` can call. It fails for -1, and crashes for -2. */
export function mapper(options: PoolOptions = {}) {
  return pool('mapper', options, () => async (item: number) => {
    if (item === -1) throw new RangeError('minus one')
    if (item === -2) process.kill(process.pid, 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, item % 4 === 0 ? 5 : 0))
    return item * 2
  })
}

/** The first of two items is over after the second. @param file is not there yet */
export function reverser(file: string) {
  return pool('reverser', { size: 2 }, () => async (item: 'first' | 'second') => {
    if (item === 'second') appendFileSync(file, '')
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5))
    if (item === 'first') await new Promise((resolve) => setTimeout(resolve, 100))
    return item
  })
}

/** Several functions, of which `map` is told one. */
export function methods() {
  return pool('methods', { size: 2 }, () => ({
    double: (item: number) => item * 2,
    shout: (item: string) => item.toUpperCase(),
  }))
}
