// Three workers and a pool under a supervisor. Each writes its starts and ends into a file, in order.
import { appendFileSync } from 'node:fs'
import { pool, supervise, type SuperviseOptions, worker } from 'verdigris'

const restart = { intensity: 1, period: 60_000 }

/** @param broken a file; while it exists, the second worker cannot start */
export function start(options: SuperviseOptions, log: string, broken = '') {
  return supervise(options, [
    () =>
      worker('first', () => {
        appendFileSync(log, '+first ')
        return {
          pid: () => process.pid,
          crash: () => process.kill(process.pid, 'SIGKILL'),
          [Symbol.dispose]: () => appendFileSync(log, '-first '),
        }
      }),
    () =>
      worker('second', { restart: false }, async () => {
        const { existsSync } = await import('node:fs')
        if (existsSync(broken)) process.exit(3)
        appendFileSync(log, '+second ')
        return {
          pid: () => process.pid,
          crash: () => process.kill(process.pid, 'SIGKILL'),
          sleep: (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, 'slept')),
          [Symbol.dispose]: () => appendFileSync(log, '-second '),
        }
      }),
    () =>
      pool('third', { size: 1, restart }, () => {
        appendFileSync(log, '+third ')
        return {
          pid: () => process.pid,
          crash: () => process.kill(process.pid, 'SIGKILL'),
          [Symbol.dispose]: () => appendFileSync(log, '-third '),
        }
      }),
  ])
}

/** The second child does not start. */
export function startWithBrokenChild(log: string) {
  return supervise({}, [
    () =>
      worker('sound', () => ({
        f: () => 1,
        [Symbol.dispose]: () => appendFileSync(log, '-sound '),
      })),
    () =>
      worker('unsound', (): { f: () => number } => {
        throw new RangeError('no')
      }),
  ])
}
