// `pool`: several processes that stay, behind one queue.
import { captureFrames } from './call-site.ts'
import type { ApiOf, CheckSetup, Setup } from './crossable.ts'
import type { PoolHandle, TaskPool } from './handles.ts'
import { loadPool } from './load-pool.ts'
import { type PoolOptions, resolvePoolOptions } from './options.ts'
import { isSite, notCompiled } from './site.ts'
import { startHandle } from './worker.ts'

/**
 * Starts processes that run any `task` of the build which is given this pool: `task('x', { pool }, …)`. Each
 * evaluates the module of a task once, when the task comes to it first. The first task starts them.
 *
 * @throws {OptionError} `ERR_OPTION`: an option is not what it should be
 */
export function pool(options?: PoolOptions): Promise<TaskPool>
/**
 * Starts several processes that stay, and runs `setup` in each. What that returns, a function or an object of
 * functions, can be called from here: the calls wait in one queue, and each goes to a process that is free.
 *
 * @param label names the pool; a string literal, unique in the build
 * @param setup runs once in each new process, with the variables that it captured when `pool` was called
 * @returns when the setup has completed in the first processes
 * @throws as `worker` does
 * @example
 * await using thumbs = await pool('thumbs', { size: 4 }, () => (image: Uint8Array) => shrink(image))
 * for await (const small of thumbs.map(images)) save(small)
 */
export function pool<S extends Setup>(
  label: string,
  setup: S & CheckSetup<S>,
): Promise<PoolHandle<ApiOf<S>>>
export function pool<S extends Setup>(
  label: string,
  options: PoolOptions,
  setup: S & CheckSetup<S>,
): Promise<PoolHandle<ApiOf<S>>>
export async function pool(...args: unknown[]): Promise<unknown> {
  const frames = captureFrames(pool)
  const [first, ...rest] = args
  if (isSite(first)) return startHandle(first, 'pool', rest, frames, resolvePoolOptions)
  if (typeof first === 'string' || rest.length > 0) throw notCompiled(first, 'pool', frames)
  const facts = { kind: 'pool', label: '', callSite: '' } as const
  const resolved = resolvePoolOptions(first ?? {}, facts)
  const { startSharedPool } = await loadPool(facts)
  return startSharedPool(facts, resolved)
}
