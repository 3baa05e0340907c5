// What is behind a worker or pool, loaded when there is one: a program that only runs tasks does without.
import { BaseHandle, CallableHandle } from './handle.ts'
import { type MapOptions, type ResolvedPoolOptions, resolveMapOptions } from './options.ts'
import { mapCalls } from './pool/map.ts'
import { type PoolFacts, ProcessPool } from './pool/process-pool.ts'
import type { PoolSetup } from './pool/process-set.ts'

/** Starts the processes of a worker or labeled pool. */
export async function startPool(
  facts: PoolFacts,
  options: ResolvedPoolOptions,
  setup: PoolSetup,
): Promise<CallableHandle> {
  const pool = new ProcessPool(facts, options, setup)
  const methods = await pool.start()
  return facts.kind === 'worker' ? new Worker(pool, setup, methods) : new Pool(pool, setup, methods)
}

/** Makes a pool that tasks run in. */
export function startSharedPool(facts: PoolFacts, options: ResolvedPoolOptions): BaseHandle {
  const pool = new ProcessPool(facts, options, undefined)
  pool.startWithoutSetup()
  return new SharedPool(pool)
}

class Worker extends CallableHandle {
  get pid(): number | undefined {
    return this.pool.pid
  }
}

class Pool extends CallableHandle {
  get size(): number {
    return this.pool.size
  }

  drain(): Promise<void> {
    return this.pool.drain()
  }

  map(
    items: Iterable<unknown> | AsyncIterable<unknown>,
    options: MapOptions = {},
  ): AsyncGenerator<unknown, void, undefined> {
    const { facts, options: defaults, processes } = this.pool
    const { method, concurrency, call, isOrdered, settles } = resolveMapOptions(
      options,
      defaults.call,
      facts,
      this.methods,
    )
    const run = this.method(method, call)
    return mapCalls(items, (item) => run(item), {
      concurrency: concurrency ?? processes.capacity,
      isOrdered,
      settles,
    })
  }
}

class SharedPool extends BaseHandle {
  get size(): number {
    return this.pool.size
  }

  drain(): Promise<void> {
    return this.pool.drain()
  }
}
