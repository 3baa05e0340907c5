// The pool libraries, each with the settings that it was fastest with.

import path from 'node:path'

import { Worker as JestWorker } from 'jest-worker'
import { Piscina } from 'piscina'
import { FixedClusterPool } from 'poolifier'
import Tinypool from 'tinypool'
import createFarm from 'worker-farm'
import workerpool from 'workerpool'

import type { Adder, Echo, Start } from '../service.ts'

/** So many calls are on the way to a worker at a time, where a library lets that be set. */
export const CALLS_PER_WORKER = 64

/** How values travel between processes. With `json`, the faster one for small values, types are lost. */
type Serialization = 'json' | 'advanced'

type StartPool = Start<Adder & Echo>

export function tinypoolOnThreads(workers: string): StartPool {
  return (size) => startTinypool(size, workers, { runtime: 'worker_threads' })
}

export function tinypoolOnProcesses(serialization: Serialization, workers: string): StartPool {
  return (size) => startTinypool(size, workers, { runtime: 'child_process', serialization })
}

function startTinypool(
  size: number,
  workers: string,
  options: Pick<
    NonNullable<ConstructorParameters<typeof Tinypool>[0]>,
    'runtime' | 'serialization'
  >,
): Adder & Echo {
  const pool = new Tinypool({
    filename: path.join(workers, 'functions.cjs'),
    ...options,
    minThreads: size,
    maxThreads: size,
    concurrentTasksPerWorker: CALLS_PER_WORKER,
  })
  return {
    add: (a, b) => pool.run([a, b], { name: 'addPair' }) as Promise<number>,
    echo: (value) => pool.run(value, { name: 'echo' }),
    die: () => pool.run(undefined, { name: 'die' }) as Promise<void>,
    close: () => pool.destroy(),
  }
}

export function piscina(workers: string): Start<Adder> {
  return (size) => {
    const pool = new Piscina<[number, number], number>({
      filename: path.join(workers, 'functions.cjs'),
      minThreads: size,
      maxThreads: size,
      concurrentTasksPerWorker: CALLS_PER_WORKER,
      recordTiming: false,
    })
    return { add: (a, b) => pool.run([a, b], { name: 'addPair' }), close: () => pool.destroy() }
  }
}

export function workerpoolOnProcesses(serialization: Serialization, workers: string): StartPool {
  return (size) => {
    const pool = workerpool.pool(path.join(workers, 'workerpool.cjs'), {
      workerType: 'process',
      minWorkers: size,
      maxWorkers: size,
      forkOpts: { serialization },
    })
    return {
      add: async (a, b) => (await pool.exec('add', [a, b])) as number,
      echo: async (value) => await pool.exec('echo', [value]),
      die: async () => void (await pool.exec('die', [])),
      close: async () => await pool.terminate(true),
    }
  }
}

export function jestWorker(serialization: Serialization, workers: string): StartPool {
  return (size) => {
    const options = {
      numWorkers: size,
      exposedMethods: ['add', 'echo', 'die'],
      forkOptions: { serialization },
    } as const
    // The methods that it exposes are not in its type.
    const pool = new JestWorker(path.join(workers, 'functions.cjs'), options) as JestWorker & {
      add: (a: number, b: number) => Promise<number>
      echo: (value: unknown) => Promise<unknown>
      die: () => Promise<void>
    }
    return {
      add: (a, b) => pool.add(a, b),
      echo: (value) => pool.echo(value),
      die: () => pool.die(),
      close: async () => void (await pool.end()),
    }
  }
}

export function workerFarm(serialization: Serialization, workers: string): StartPool {
  return (size) => {
    const options = {
      maxConcurrentWorkers: size,
      maxConcurrentCallsPerWorker: CALLS_PER_WORKER,
      // Without it, it makes a call that crashes again and again.
      maxRetries: 0,
      workerOptions: { serialization },
    }
    const file = path.join(workers, 'worker-farm.cjs')
    const farm = createFarm(options, file, ['add', 'echo', 'die'])
    const call = <T>(method: string, ...args: unknown[]): Promise<T> =>
      new Promise((resolve, reject) => {
        const answer = (error: Error | null, value: T): void =>
          error ? reject(error) : resolve(value)
        // Its type knows of no list of arguments.
        const run = farm[method] as unknown as (...args: unknown[]) => void
        run(...args, answer)
      })
    return {
      add: (a, b) => call('add', a, b),
      echo: (value) => call('echo', value),
      die: () => call('die'),
      close: () => new Promise((resolve) => createFarm.end(farm, () => resolve())),
    }
  }
}

export function poolifierOnCluster(serialization: Serialization, workers: string): StartPool {
  return (size) => {
    const file = path.join(workers, 'poolifier.cjs')
    const pool = new FixedClusterPool<unknown, unknown>(size, file, { settings: { serialization } })
    return {
      add: async (a, b) => (await pool.execute([a, b], 'addPair')) as number,
      echo: (value) => pool.execute(value, 'echo'),
      die: async () => void (await pool.execute(undefined, 'die')),
      close: () => pool.destroy(),
    }
  }
}
