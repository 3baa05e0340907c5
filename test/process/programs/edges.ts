// Workers and pools for what happens between two states: what each of them waits for is a file that the test makes.
import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import {
  pool,
  type PoolOptions,
  supervise,
  task,
  type TaskPool,
  worker,
  type WorkerOptions,
} from 'verdigris'

export { closeAll } from 'verdigris'

/** Notes what it does in `${files}log`. Its setup waits while `${files}slow` is there. */
export function edge(files: string, options: WorkerOptions = {}) {
  return worker('edge', options, async () => {
    const note = (word: string): void => appendFileSync(`${files}log`, `${word} `)
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5))
    note('start')
    while (existsSync(`${files}slow`)) await turn()
    process.on('uncaughtException', () => note('handled'))
    return {
      ping: () => 'pong',
      crash: () => process.kill(process.pid, 'SIGKILL'),
      throwAndStall() {
        setImmediate(() => {
          throw new RangeError('handled here')
        })
        return new Promise<void>(() => setInterval(() => {}, 60_000))
      },
      async waitFor(name: string) {
        note('begun')
        while (!existsSync(`${files}${name}`)) await turn()
        return 'done'
      },
      computeUntil(name: string) {
        note('begun')
        while (!existsSync(`${files}${name}`));
        return 'done'
      },
    }
  })
}

/** What its disposal gives is what many give: a server, a socket, nothing that could cross. */
export function disposing() {
  return worker('disposing', () => ({ ping: () => 'pong', [Symbol.dispose]: () => () => {} }))
}

export function crew(files: string, options: PoolOptions) {
  return pool('crew', options, () => ({
    ping: () => 'pong',
    async waitFor(name: string) {
      while (!existsSync(`${files}${name}`)) await new Promise((resolve) => setTimeout(resolve, 5))
      return 'done'
    },
    crashAt(name: string) {
      appendFileSync(`${files}log`, 'begun ')
      while (!existsSync(`${files}${name}`));
      process.kill(process.pid, 'SIGKILL')
    },
  }))
}

/** Hangs in the child alone: the program evaluates this too. */
const HANGING: string = process.env['VERDIGRIS_DEPTH'] === undefined ? '' : hang()

function hang(): never {
  for (;;);
}

export function hangingModule(pool: TaskPool) {
  return task('hanging-module', { pool }, () => HANGING)
}

export function shared(options: PoolOptions) {
  return pool(options)
}

export function one(pool: TaskPool) {
  return task('one', { pool }, () => 1)
}

/** A pool and a worker. The next setup of the pool after `${files}once` is there crashes. */
export function poolBeforeWorker(files: string) {
  return supervise({ strategy: 'one-for-all', intensity: 5 }, [
    () =>
      pool('before', { size: 1 }, () => {
        if (existsSync(`${files}once`)) {
          rmSync(`${files}once`)
          process.kill(process.pid, 'SIGKILL')
        }
        return () => 'pool'
      }),
    () =>
      worker('after', () => ({
        ping: () => 'worker',
        crash: () => process.kill(process.pid, 'SIGKILL'),
      })),
  ])
}

/** Two workers. The next setup of the first one after `${files}once` is there crashes. */
export function twoWorkers(files: string) {
  return supervise({ intensity: 5 }, [
    () =>
      worker('first', () => {
        if (existsSync(`${files}once`)) {
          rmSync(`${files}once`)
          process.kill(process.pid, 'SIGKILL')
        }
        return {
          ping: () => 'first',
          stall: () => new Promise(() => setInterval(() => {}, 60_000)),
        }
      }),
    () =>
      worker('second', () => ({
        ping: () => 'second',
        stall: () => new Promise(() => setInterval(() => {}, 60_000)),
      })),
  ])
}

export function threeForAll() {
  const sound = () => worker('each', () => () => process.pid)
  return supervise({ strategy: 'one-for-all', intensity: 1 }, [sound, sound, sound])
}

/** The first child ends as soon as the second one starts, which takes until that is known. */
export function crashesMeanwhile(files: string) {
  return supervise({ intensity: 0 }, [
    async () => {
      const first = await worker('crashing', () => {
        setInterval(() => {
          if (existsSync(`${files}second`)) process.exit(1)
        }, 5)
        return () => 1
      })
      return first.on('crash', () => writeFileSync(`${files}crashed`, ''))
    },
    () =>
      worker('late', async () => {
        writeFileSync(`${files}second`, '')
        while (!existsSync(`${files}crashed`)) await new Promise((r) => setTimeout(r, 5))
        return () => 2
      }),
  ])
}
