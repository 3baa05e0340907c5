// Types only: the parent's side of processes that stay.
import type { Calls, CheckMap, MapItem, MapMethod, MapResult } from './calls.ts'
import type { TaskStream } from './crossable.ts'
import type { Exit, ExitReason } from './errors.ts'
import type { CallOptions, MapOptions } from './options.ts'

/**
 * `starting`: no process is ready yet, or none is again after a crash. `running`: calls are taken and made.
 * `closing`: those that were taken are finished. `closed`: by `close()` or `kill()`. `failed`: it was restarted
 * too often, and every call rejects with the `RestartLimitError`.
 */
export type HandleState = 'starting' | 'running' | 'closing' | 'closed' | 'failed'

/** What a handle tells, and what its listeners are given. */
export interface HandleEvents {
  /**
   * A process died (`CrashError`), did not start again (`StartError`, or what its setup threw), or broke the
   * protocol (`ProtocolError`). Not if the handle killed it, as after a timeout.
   */
  crash: [error: Error]
  /** A new process is ready in place of another; `restarts` counts all so far. */
  restart: [process: { pid: number; restarts: number }]
  /** A process has ended, for whatever reason. */
  exit: [process: { pid: number; exit: Exit; reason: ExitReason }]
  /** A line that a process wrote to stderr, without its end. */
  stderr: [line: string, process: { pid: number }]
}

/** What all handles have. */
export interface Handle {
  readonly label: string
  readonly state: HandleState
  /** How often a process was replaced: it crashed, a call of it timed out or was aborted, or `restart()` was called. */
  readonly restarts: number
  /** Calls that wait for a process. */
  readonly queued: number
  /** Calls that were sent to a process and have not answered. */
  readonly running: number
  /**
   * Lets each process finish its calls and puts a new one in its place, which runs the setup again. Calls that
   * come meanwhile wait. Does not count as a crash.
   *
   * @throws {ClosedError} `ERR_CLOSED`: the handle is closing or closed
   * @throws {StartError} `ERR_START`: the new process did not start
   * @throws what the setup throws, as itself
   */
  restart: () => Promise<void>
  /**
   * Takes no more calls, finishes those that it has, disposes of what the setup gave, and ends the processes:
   * asked first, then by SIGTERM, then by SIGKILL, `shutdownTimeout` apart. A stream that nobody reads for
   * `shutdownTimeout` is ended; should its reader come back, it gets a `ClosedError`. Again is no harm.
   *
   * @throws what the disposal threw, when the processes are gone
   */
  close: (options?: CloseOptions) => Promise<void>
  /** SIGKILL, now. Calls that wait or run reject with a `ClosedError`. Resolves when the processes are gone. */
  kill: () => Promise<void>
  /** Facts and figures as of now. */
  stats: () => HandleStats
  on: <E extends keyof HandleEvents>(event: E, listener: HandleListener<E>) => this
  once: <E extends keyof HandleEvents>(event: E, listener: HandleListener<E>) => this
  off: <E extends keyof HandleEvents>(event: E, listener: HandleListener<E>) => this
  /** Keeps the program running as long as the handle is open. @default as long as calls wait or run */
  ref: () => void
  /** Lets the program end although calls wait or run; the processes end with it. */
  unref: () => void
  /** The same as `close()`: `await using`. */
  [Symbol.asyncDispose]: () => Promise<void>
}

/** Several handles that stand and fall together. */
export interface Supervisor<Children extends readonly Handle[] = readonly Handle[]> {
  /** In the order in which they were started. */
  readonly children: Children
  readonly state: HandleState
  /** How often it has restarted children because one had failed. */
  readonly restarts: number
  /** Restarts all children, from left to right, and forgets how often they had to be. */
  restart: () => Promise<void>
  /** Closes all children, from right to left. Rejects with the first error of a disposal. */
  close: (options?: CloseOptions) => Promise<void>
  /** Kills all children, now. */
  kill: () => Promise<void>
  /** The same as `close()`: `await using`. */
  [Symbol.asyncDispose]: () => Promise<void>
}

/** What `on`, `once` and `off` of a handle take: it is given what {@link HandleEvents} says of the event. */
export type HandleListener<E extends keyof HandleEvents> = (...args: HandleEvents[E]) => void

/** Options of `close` and `closeAll`. */
export interface CloseOptions {
  /** Milliseconds for the calls that it has. Past it they are killed. @default no limit */
  timeout?: number | undefined
}

/** What a setup gave, to be called from the parent with the handle's options. */
export interface Callable<A> {
  /**
   * What the setup gave. Each call runs in the child and gives a promise of its value, or a stream if it is a
   * generator. Arguments go in by value.
   *
   * Rejects with what the function throws, as itself, or with
   * - `CrashError` `ERR_CRASH`: the process died meanwhile
   * - `TimeoutError` `ERR_TIMEOUT`: it did not answer in time
   * - `ProtocolError` `ERR_PROTOCOL`: something else wrote to the line between the processes
   * - `RestartLimitError` `ERR_RESTART_LIMIT`: processes died too often
   * - `QueueFullError` `ERR_QUEUE_FULL`: `maxQueue` calls wait already
   * - `ClosedError` `ERR_CLOSED`: the handle is closing or closed
   * - `SerializationError` `ERR_SERIALIZATION`: an argument or the result cannot cross
   * - `MessageTooLargeError` `ERR_MESSAGE_TOO_LARGE`: it is larger than `maxMessageBytes`
   */
  readonly call: Calls<A>
}

/** What a setup gave, to be called from the parent. */
interface CallableWith<A> extends Callable<A> {
  /** The same `call`, with options for each call that is made through it. */
  with: (options: CallOptions) => Callable<A>
}

/**
 * A process that stays. One that crashes is replaced at once: the calls that it was running reject, those that
 * it had not started go to the new one.
 */
export interface WorkerHandle<A> extends Handle, CallableWith<A> {
  /** Id of the process, while there is one. */
  readonly pid: number | undefined
}

/** Several such processes behind one queue. */
export interface PoolHandle<A> extends Handle, PoolMembers, CallableWith<A> {
  /**
   * Calls the function with each item, and gives the values as a stream: in the order of the items unless
   * `ordered` is false, as many at a time as `concurrency` says. Items are taken as they are needed.
   *
   * The first call that fails ends it with its error; with `settle` every call is made, and each gives how it
   * ended. Calls that run when it ends, or when `break` ends it, are finished, and what they give is dropped.
   * At most twice `concurrency` items are held.
   *
   * @example
   * for await (const small of thumbs.map(images, { concurrency: 8 })) save(small)
   */
  readonly map: MapCall<A>
}

/** Processes that run any `task` of the build, given to it as its option `pool`. */
export interface TaskPool extends Handle, PoolMembers {
  /** There is no setup, so there is nothing to call. */
  readonly call?: undefined
}

interface PoolMembers {
  /** Processes that there are now, those that start included. */
  readonly size: number
  /** Resolves when no call waits or runs. New ones are taken meanwhile. Never rejects. */
  drain: () => Promise<void>
}

type MapCall<A> =
  IsAny<A> extends true
    ? MapAny
    : A extends (...args: never) => unknown
      ? MapFunction<A>
      : MapMethods<A>

type MapFunction<F> = <Settle extends boolean = false>(
  items: Items<F> & CheckMap<F>,
  options?: MapOptions & { settle?: Settle | undefined; method?: undefined },
) => TaskStream<MapResult<F, Settle>>

type MapMethods<A> = <M extends MapMethod<A>, Settle extends boolean = false>(
  items: Items<NonNullable<A[M]>>,
  options: MapOptions & { method: M; settle?: Settle | undefined },
) => TaskStream<MapResult<NonNullable<A[M]>, Settle>>

// oxlint-disable-next-line typescript/no-explicit-any -- what an untyped setup gives
type MapAny = (items: Items<any>, options?: MapOptions) => TaskStream<any>

type Items<F> = Iterable<MapItem<F>> | AsyncIterable<MapItem<F>>

type IsAny<T> = 0 extends 1 & T ? true : false

/** What a handle has done so far, and what its processes do now. Durations in milliseconds, sizes in bytes. */
export interface HandleStats {
  /** Calls that were taken. */
  calls: number
  /** Of those, calls that rejected, for whatever reason. */
  failed: number
  /** Processes that died on their own. */
  crashes: number
  /** Processes that were started in place of another. */
  restarts: number
  queued: number
  running: number
  /** From the call to its start in the child. */
  waitMs: Distribution
  /** From its start in the child to its reply. */
  runMs: Distribution
  processes: ProcessStats[]
}

/** Of the latest calls. All zero if there was none. */
export interface Distribution {
  count: number
  mean: number
  p50: number
  p90: number
  p99: number
  max: number
}

/** One process of a handle, as of now. */
export interface ProcessStats {
  pid: number
  state: ProcessState
  /** Calls that it has answered. */
  calls: number
  uptimeMs: number
  /** Resident memory; `undefined` where the system does not tell. */
  memoryBytes: number | undefined
}

/** What a process does: `starting` until its setup has completed, `stopping` when it was asked to end. */
export type ProcessState = 'starting' | 'idle' | 'running' | 'stopping'
