// Which pool is behind a handle. Apart, so that `task` can ask without loading what a pool is made of.
import type { ProcessPool } from './process-pool.ts'

const handleToPool = new WeakMap<object, ProcessPool>()

export function notePool(handle: object, pool: ProcessPool): void {
  handleToPool.set(handle, pool)
}

/** The pool of a handle; `undefined` for anything else. */
export function poolOf(handle: unknown): ProcessPool | undefined {
  return typeof handle === 'object' && handle !== null ? handleToPool.get(handle) : undefined
}
