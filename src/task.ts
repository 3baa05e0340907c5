// `task`: one closure, one fresh process.
import { attachFrames, captureFrames, type Frames } from './call-site.ts'
import type { CheckResult, TaskResult } from './crossable.ts'
import { OptionError } from './errors.ts'
import { encodeGiven } from './given.ts'
import type { TaskPool } from './handles.ts'
import {
  type CallOptions,
  type ProcessOptions,
  type ResolvedCallOptions,
  resolvePooledTaskOptions,
  resolvePrewarmOptions,
  resolveTaskOptions,
} from './options.ts'
import { poolOf } from './pool/pool-of.ts'
import type { ProcessPool } from './pool/process-pool.ts'
import { bundleWith } from './process/bundle.ts'
import { runOnce } from './process/one-shot.ts'
import { createSlots, type Slots } from './process/slots.ts'
import { TaskSpares } from './process/task-spares.ts'
import { type TaskContext, trace } from './process/tracing.ts'
import { withRetries } from './retry.ts'
import { bundleOf, isSite, notCompiled, type Site } from './site.ts'
import { createStream, IterablePromise, toResult } from './stream.ts'
import { createCodec } from './wire/codec.ts'
import { currentDepth } from './wire/environment.ts'
import { node } from './wire/node.ts'

/** Options of `task`. */
export interface TaskOptions extends CallOptions, ProcessOptions {
  /**
   * Runs the closure in a process of this pool, which has run others before: no start-up, but what those have
   * left behind is there. The processes have the options of the pool: only those of a call go with it.
   * @default a fresh process
   */
  pool?: TaskPool | undefined
  /**
   * Processes that may wait for the next call of this label, started and with its module loaded. A label that is
   * called again within 10 seconds with the same options keeps one, more if calls come faster than processes start,
   * none after 10 seconds without a call. Each runs one call, as any other. `0`: none.
   * @default 2, or what `VERDIGRIS_SPARES` in the environment says; in a child 0
   */
  spares?: number | undefined
}

/** Options of `task.prewarm`: those of the calls that the process is for, but what is about one call. */
export type PrewarmOptions = Omit<TaskOptions, keyof CallOptions | 'pool'>

let slots: Slots | undefined
let spares: TaskSpares | undefined
// Made here, and not by the first call: that of a request lends its context to nobody.
const context = new node.asyncHooks.AsyncResource('verdigris.spares')

/**
 * Runs an inline closure in a fresh process of its own. The variables that it captures go in by value, its
 * value comes out. Whatever kills the process, this one lives and the call rejects with what happened.
 *
 * A generator closure gives an async iterable instead, with back-pressure; `break` stops the process.
 *
 * @param label names the call; a string literal, unique in the build
 * @throws {CrashError} `ERR_CRASH`: the process died
 * @throws {TimeoutError} `ERR_TIMEOUT`: it did not answer in time
 * @throws {StartError} `ERR_START`: it could not start
 * @throws {SerializationError} `ERR_SERIALIZATION`: a captured value or the result cannot cross
 * @throws {MessageTooLargeError} `ERR_MESSAGE_TOO_LARGE`: it is larger than `maxMessageBytes`
 * @throws {ProtocolError} `ERR_PROTOCOL`: something else wrote to the line between the processes
 * @throws {UnknownLabelError} `ERR_UNKNOWN_LABEL`: program and worker bundle are of different builds
 * @throws {NotCompiledError} `ERR_NOT_COMPILED`: the build plugin has not seen the call
 * @throws {OptionError} `ERR_OPTION`: an option is not what it should be
 * @throws {RestartLimitError} `ERR_RESTART_LIMIT`, {QueueFullError} `ERR_QUEUE_FULL`, {ClosedError} `ERR_CLOSED`:
 *   with the option `pool`, what its pool says
 * @throws what the closure throws, as itself
 * @example
 * const text = await task('ocr', { timeout: 10_000 }, () => recognise(image, 'eng'))
 */
export function task<F extends () => unknown>(
  label: string,
  closure: F & CheckResult<F>,
): TaskResult<F>
export function task<F extends () => unknown>(
  label: string,
  options: TaskOptions,
  closure: F & CheckResult<F>,
): TaskResult<F>
export function task(label: unknown, ...rest: unknown[]): unknown {
  const frames = captureFrames(task)
  if (!isSite(label)) return failed(notCompiled(label, 'task', frames), false)
  const { isGenerator, callSite } = label
  const title = `task ${JSON.stringify(label.label)}`
  let call: PreparedCall
  try {
    const capture = rest.at(-1) as () => unknown // generated: see `internal.ts`
    call = prepare(label, rest.length > 1 ? (rest[0] ?? {}) : {}, capture)
  } catch (error) {
    attachFrames(error, title, callSite, frames)
    return failed(error, isGenerator)
  }
  const { options, run } = call
  const fail = failWith(options.signal, title, callSite, frames)
  const start = async (): Promise<unknown> => {
    try {
      const value = await trace(
        'task',
        (): TaskContext => ({ label: label.label, callSite, pid: undefined }),
        (context) => withRetries(options, (attempt) => run(attempt, context)),
      )
      return toResult(value, fail)
    } catch (error) {
      return fail(error)
    }
  }
  return isGenerator ? createStream(start) : new IterablePromise((resolve) => resolve(start()))
}

/** Made where nothing of a call is in reach: a stream keeps it for as long as it lives. */
function failWith(
  signal: AbortSignal | undefined,
  title: string,
  callSite: string,
  frames: Frames,
): (error: unknown) => Promise<never> {
  return (error) => {
    if (error !== signal?.reason) attachFrames(error, title, callSite, frames)
    return Promise.reject(error)
  }
}

export declare namespace task {
  /**
   * Has a process wait for the first call of a label: it has started, and loaded what the closure imports, before
   * anybody waits for it. Resolves when it does. A call takes it that has the same options; without one it goes after
   * 10 seconds. While one waits, no other is started. It does not keep the program alive.
   *
   * Calls come first: if they have all places, or need its place, it resolves without one.
   *
   * @param label of a call of `task`, which may stand in another file; a string literal
   * @param options those of the call: `env`, `cwd`, `execArgv`, `stdout`, `stderr`, `memory`, `maxMessageBytes`
   * @throws {StartError} `ERR_START`: the process could not start, or did not load its module within `startTimeout`;
   *   `cause` is what the module has thrown
   * @throws {ProtocolError} `ERR_PROTOCOL`: something else wrote to the line between the processes
   * @throws {UnknownLabelError} `ERR_UNKNOWN_LABEL`: the worker bundle has no such label
   * @throws {NotCompiledError} `ERR_NOT_COMPILED`: the build plugin has not seen it
   * @throws {OptionError} `ERR_OPTION`: an option is not what it should be, or is about a call: `timeout`, `signal`,
   *   `retries`, `backoff`, `transfer`, `pool`
   * @example
   * await task.prewarm('ocr')
   * server.on('request', () => task('ocr', () => recognise(image, 'eng')))
   */
  export function prewarm(label: string, options?: PrewarmOptions): Promise<void>
}

Object.assign(task, { prewarm })

async function prewarm(label: unknown, options: object = {}): Promise<void> {
  const frames = captureFrames(prewarm)
  if (!isSite(label)) throw notCompiled(label, 'task', frames)
  const { callSite } = label
  const facts = { kind: 'task', label: label.label, callSite } as const
  try {
    const resolved = resolvePrewarmOptions(options, facts)
    const bundle = bundleOf({ ...label, bundle: bundleWith(label.label, label.bundle) }, facts)
    await openSpares().spares.prewarm({ ...resolved, label: label.label, facts, bundle })
  } catch (error) {
    attachFrames(error, `task.prewarm ${JSON.stringify(label.label)}`, callSite, frames)
    throw error
  }
}

/** Ends the processes that wait for calls. */
export function dismissSpares(): void {
  spares?.close()
}

interface PreparedCall {
  options: ResolvedCallOptions
  /** Makes the call; `attempt` counts from 1. */
  run: (attempt: number, context: TaskContext | undefined) => Promise<unknown>
}

/** Everything that can go wrong before there is a process. Captured variables are read and encoded here. */
function prepare(site: Site, options: object, capture: () => unknown): PreparedCall {
  const { label, callSite } = site
  const facts = { label, callSite }
  const pool = sharedPool(options, facts)
  const bundle = bundleOf(site, facts)
  const codec = createCodec({ types: bundle.types })
  if (pool !== undefined) {
    const { call: defaults, maxMessageBytes } = pool.options
    const resolved = resolvePooledTaskOptions(options, defaults, facts)
    const payload = encodeGiven(
      capture(),
      codec,
      maxMessageBytes,
      'captured',
      facts,
      resolved.transfer,
    )
    const { timeoutMs, signal } = resolved
    const terms = { target: label, codec, bundle, timeoutMs, signal }
    return {
      options: resolved,
      run: (attempts) => pool.call({ ...terms, facts: { ...facts, attempts } }, payload),
    }
  }
  const resolved = resolveTaskOptions(options, facts)
  const { maxMessageBytes, transfer } = resolved
  const payload = encodeGiven(capture(), codec, maxMessageBytes, 'captured', facts, transfer)
  const call = { label, callSite, bundle, options: resolved, payload, codec, ...openSpares() }
  return { options: resolved, run: (attempt, context) => runOnce({ ...call, attempt, context }) }
}

function openSpares(): { slots: Slots; spares: TaskSpares } {
  slots ??= createSlots(currentDepth())
  spares ??= new TaskSpares(slots, context)
  return { slots, spares }
}

/** The pool that a task is to run in, if it is. */
function sharedPool(
  options: object,
  facts: { label: string; callSite: string },
): ProcessPool | undefined {
  const handle: unknown = Reflect.get(options, 'pool')
  if (handle === undefined) return undefined
  const pool = poolOf(handle)
  if (pool?.takesTasks === true) return pool
  throw new OptionError(
    { ...facts, option: 'task.pool', phase: 'queued', outcome: 'not-executed' },
    'a pool without a label, as `await pool()` gives it',
    handle,
  )
}

function failed(error: unknown, isGenerator: boolean): unknown {
  const fail = (): Promise<never> => Promise.reject(error)
  return isGenerator ? createStream(fail) : new IterablePromise((resolve) => resolve(fail()))
}
