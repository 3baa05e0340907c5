// The pool libraries, each with the settings that it was fastest with.

import path from 'node:path'

import { Worker as JestWorker } from 'jest-worker'
import { Piscina } from 'piscina'
import { FixedClusterPool } from 'poolifier'
import Tinypool from 'tinypool'
import workerpool from 'workerpool'

import type { StartService } from '../service.ts'

/** So many calls are on the way to a worker at a time, where a library lets that be set. */
const CALLS_PER_WORKER = 64

export function tinypoolOn(
  runtime: 'worker_threads' | 'child_process',
  workers: string,
): StartService {
  return (size) => {
    const pool = new Tinypool({
      filename: path.join(workers, 'functions.cjs'),
      runtime,
      minThreads: size,
      maxThreads: size,
      concurrentTasksPerWorker: CALLS_PER_WORKER,
    })
    return {
      add: (a, b) => pool.run([a, b], { name: 'addPair' }) as Promise<number>,
      die: () => pool.run(undefined, { name: 'die' }) as Promise<void>,
      close: () => pool.destroy(),
    }
  }
}

export function piscina(workers: string): StartService {
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

export function workerpoolOnProcesses(workers: string): StartService {
  return (size) => {
    const pool = workerpool.pool(path.join(workers, 'workerpool.cjs'), {
      workerType: 'process',
      minWorkers: size,
      maxWorkers: size,
    })
    return {
      add: async (a, b) => (await pool.exec('add', [a, b])) as number,
      die: async () => void (await pool.exec('die', [])),
      close: async () => await pool.terminate(true),
    }
  }
}

export function jestWorker(workers: string): StartService {
  return (size) => {
    const options = {
      numWorkers: size,
      exposedMethods: ['add', 'die'],
      forkOptions: { serialization: 'json' },
    } as const
    // The methods that it exposes are not in its type.
    const pool = new JestWorker(path.join(workers, 'functions.cjs'), options) as JestWorker & {
      add: (a: number, b: number) => Promise<number>
      die: () => Promise<void>
    }
    return {
      add: (a, b) => pool.add(a, b),
      die: () => pool.die(),
      close: async () => void (await pool.end()),
    }
  }
}

export function poolifierOnCluster(workers: string): StartService {
  return (size) => {
    const file = path.join(workers, 'poolifier.cjs')
    const pool = new FixedClusterPool<[number, number], number>(size, file)
    return {
      add: (a, b) => pool.execute([a, b], 'addPair'),
      die: async () => void (await pool.execute(undefined, 'die')),
      close: () => pool.destroy(),
    }
  }
}
