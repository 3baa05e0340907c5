// `worker`: a process that stays.
import { attachFrames, captureFrames, type Frames } from './call-site.ts'
import type { ApiOf, CheckSetup, Setup } from './crossable.ts'
import { encodeGiven } from './given.ts'
import type { WorkerHandle } from './handles.ts'
import { loadPool } from './load-pool.ts'
import { type ResolvedPoolOptions, resolveWorkerOptions, type WorkerOptions } from './options.ts'
import { bundleOf, isSite, notCompiled, type Site, type SiteFacts } from './site.ts'
import { createCodec } from './wire/codec.ts'

/**
 * Starts a process that stays, and runs `setup` in it. What that returns, a function or an object of functions,
 * can be called from here. A process that crashes is replaced at once, and `setup` runs again: state is gone.
 *
 * @param label names the worker; a string literal, unique in the build
 * @param setup runs once in each new process, with the variables that it captured when `worker` was called
 * @returns when the setup has completed
 * @throws {StartError} `ERR_START`: the process died, exited or hung before the setup had completed
 * @throws {SerializationError} `ERR_SERIALIZATION`: a captured value cannot cross
 * @throws {MessageTooLargeError} `ERR_MESSAGE_TOO_LARGE`: it is larger than `maxMessageBytes`
 * @throws {UnknownLabelError} `ERR_UNKNOWN_LABEL`: program and worker bundle are of different builds
 * @throws {NotCompiledError} `ERR_NOT_COMPILED`: the build plugin has not seen the call
 * @throws {OptionError} `ERR_OPTION`: an option is not what it should be
 * @throws what the setup throws, as itself
 * @example
 * await using codec = await worker('codec', () => {
 *   const lib = openNativeCodec()
 *   return { decode: (bytes: Uint8Array) => lib.decode(bytes), [Symbol.dispose]: () => lib.close() }
 * })
 * const pixels = await codec.call.decode(bytes)
 */
export function worker<S extends Setup>(
  label: string,
  setup: S & CheckSetup<S>,
): Promise<WorkerHandle<ApiOf<S>>>
export function worker<S extends Setup>(
  label: string,
  options: WorkerOptions,
  setup: S & CheckSetup<S>,
): Promise<WorkerHandle<ApiOf<S>>>
export async function worker(label: unknown, ...rest: unknown[]): Promise<unknown> {
  const frames = captureFrames(worker)
  if (!isSite(label)) throw notCompiled(label, 'worker', frames)
  return startHandle(label, 'worker', rest, frames, resolveWorkerOptions)
}

/** Starts the processes of a worker or pool, and gives its handle. */
export async function startHandle(
  site: Site,
  kind: 'worker' | 'pool',
  rest: readonly unknown[],
  frames: Frames,
  resolveOptions: (options: unknown, facts: SiteFacts) => ResolvedPoolOptions,
): Promise<unknown> {
  const { label, callSite } = site
  const facts = { kind, label, callSite }
  try {
    const capture = rest.at(-1) as () => unknown // generated: see `internal.ts`
    const options = resolveOptions(rest.length > 1 ? (rest[0] ?? {}) : {}, facts)
    const bundle = bundleOf(site, facts)
    const codec = createCodec({ types: bundle.types })
    const captured = encodeGiven(capture(), codec, options.maxMessageBytes, 'captured', facts)
    // Nothing is awaited before this: the variables are captured as they are now.
    const { startPool } = await loadPool(facts)
    return await startPool(facts, options, { bundle, codec, captured })
  } catch (error) {
    attachFrames(error, `${kind} ${JSON.stringify(label)}`, callSite, frames)
    throw error
  }
}
