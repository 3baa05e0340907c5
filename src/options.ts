// The options of the public functions: what users may write, what the rest of the code sees, and the check
// between.
import { type CallFacts, OptionError } from './errors.ts'
import { currentDepth } from './wire/environment.ts'
import { DEFAULT_LIMITS } from './wire/limits.ts'
import { node } from './wire/node.ts'

/** Where a stream of the child goes: to the program's own, nowhere, or line by line to a function. */
export type OutputOption = 'inherit' | 'ignore' | ((line: string) => void)

/** Delay in milliseconds, or a function of the number of failures so far (from 1). */
export type Backoff = number | ((failures: number) => number)

/** Options of one call. */
export interface CallOptions {
  /**
   * Milliseconds that the call may run, from its start in the child. For a stream: that each item may
   * take. Past it the process is killed and the call rejects with a `TimeoutError`.
   * @default no limit
   */
  timeout?: number | undefined
  /**
   * Cancels the call, which rejects with the signal's reason. If it is running its process is killed; if it
   * waits it is taken out of the queue.
   */
  signal?: AbortSignal | undefined
  /**
   * How often a call whose process crashed is made again. What it does may then be done more than once. The stream of a
   * generator is not begun again.
   * @default 0
   */
  retries?: number | undefined
  /** Delay before a retry. @default doubles from 100 ms up to 10 s */
  backoff?: Backoff | undefined
  /**
   * Buffers whose memory goes to the call, as those in the list of `structuredClone` and `postMessage` do: what is
   * sent of them is not copied first. When the call is made they are detached in the program, which then finds no
   * bytes in them, also if the call fails later, and whether it sends them or not. A call that is refused with an
   * `OptionError`, a `SerializationError` of what it sends, or a `MessageTooLargeError` leaves them as they are. The
   * list is for one call: a second one with it is an `OptionError`.
   * @default []
   */
  transfer?: readonly ArrayBuffer[] | undefined
}

/** Options of a process. */
export interface ProcessOptions {
  /** Variables added to the environment of the program for this process; `undefined` removes one. */
  env?: Readonly<Record<string, string | undefined>> | undefined
  /** @default the program's */
  cwd?: string | undefined
  /** Options for Node itself, such as `--expose-gc`. The program's own are not passed on. @default [] */
  execArgv?: readonly string[] | undefined
  /** @default 'inherit' */
  stdout?: OutputOption | undefined
  /** The last 8 KiB are kept for the error of a crash whatever is chosen. @default 'inherit' */
  stderr?: OutputOption | undefined
  /**
   * Bytes that the process may use: V8's heap is capped below it, and the resident size is watched, so
   * that native memory counts too. Past it the call rejects with a `CrashError`, `reason: 'out-of-memory'`.
   * At least 64 MiB: an idle Node takes about 45.
   * @default no limit
   */
  memory?: number | undefined
  /** Largest message in either direction, in bytes. @default 2 GiB */
  maxMessageBytes?: number | undefined
  /**
   * Milliseconds from spawn to the start of the closure; for a worker or pool, to the end of its setup.
   * @default 30_000
   */
  startTimeout?: number | undefined
  /** Milliseconds for a process that was asked to end, before SIGTERM, and again before SIGKILL. @default 5_000 */
  shutdownTimeout?: number | undefined
}

/** How often crashed processes are replaced: OTP's restart intensity. */
export interface RestartOptions {
  /** So many restarts within `period` are made; one more fails the handle. @default 5 */
  intensity?: number | undefined
  /** Milliseconds. @default 10_000 */
  period?: number | undefined
  /**
   * Delay before a restart, by the number of processes in a row that died before they had answered a call.
   * @default none for the first, then doubles from 100 ms up to 10 s
   */
  backoff?: Backoff | undefined
}

/** Options of `worker`. The call options are defaults for all calls. */
export interface WorkerOptions extends ProcessOptions, Omit<CallOptions, 'signal' | 'transfer'> {
  /** `false`: a crash fails the handle. @default 5 in 10 seconds */
  restart?: RestartOptions | false | undefined
  /** Calls that one process runs at a time. More only help if its functions wait for something. @default 1 */
  concurrency?: number | undefined
  /** Calls that may wait; one more rejects with a `QueueFullError`. @default no limit */
  maxQueue?: number | undefined
  /**
   * Processes that wait, started and with the module loaded, to take the place of one that dies or to be one more:
   * nothing but the setup is left to do for them. Each takes the memory of an idle process.
   * @default 0
   */
  spares?: number | undefined
}

/** Options of `pool`. */
export interface PoolOptions extends WorkerOptions {
  /**
   * Number of processes, or its bounds: `min` are started at once, more as calls wait, and those that have
   * been idle for `idleTimeout` are ended.
   * @default the parallelism that the machine allows, by its cores, affinity and the cgroup's CPU quota
   */
  size?: number | { min?: number | undefined; max: number } | undefined
  /** Milliseconds that a process beyond `min` may be idle. @default 10_000 */
  idleTimeout?: number | undefined
  /** Replaces a process between calls after so many calls, or when its resident size is above so many bytes. */
  recycleAfter?: { calls?: number | undefined; memory?: number | undefined } | undefined
  /**
   * Which of the free processes takes the next call: the one that was used last, so that others can be
   * ended, or the next in turn.
   * @default 'idle-first'
   */
  schedule?: 'idle-first' | 'round-robin' | undefined
}

/** Options of `map`. The call options are those of each call. */
export interface MapOptions extends Omit<CallOptions, 'transfer'> {
  /** Name of the function to call, if the setup has returned an object. */
  method?: string | undefined
  /** Calls that are made at a time. @default as many as the pool can run */
  concurrency?: number | undefined
  /** Results come in the order of the items; else as they are ready. @default true */
  ordered?: boolean | undefined
  /** Gives `{ status, value | reason }` for each item, rather than to end with the first failure. @default false */
  settle?: boolean | undefined
}

/** Options of `supervise`. */
export interface SuperviseOptions {
  /**
   * Which children are restarted when one has failed: it alone, all, or it and those after it.
   * @default 'one-for-one'
   */
  strategy?: 'one-for-one' | 'one-for-all' | 'rest-for-one' | undefined
  /** So many restarts within `period` are made; one more ends all children. @default 1 */
  intensity?: number | undefined
  /** Milliseconds. @default 5_000 */
  period?: number | undefined
}

export interface ResolvedCallOptions {
  timeoutMs: number | undefined
  signal: AbortSignal | undefined
  retries: number
  backoff: (failures: number) => number
  transfer: readonly ArrayBuffer[]
}

export interface ResolvedProcessOptions {
  env: Readonly<Record<string, string | undefined>>
  cwd: string | undefined
  execArgv: readonly string[]
  stdout: OutputOption
  stderr: OutputOption
  memoryBytes: number | undefined
  maxMessageBytes: number
  startTimeoutMs: number
  shutdownTimeoutMs: number
}

export interface ResolvedTaskOptions extends ResolvedCallOptions, ResolvedProcessOptions {
  spares: number
}

export interface ResolvedRestart {
  intensity: number
  periodMs: number
  backoff: (failures: number) => number
}

export interface ResolvedWorkerOptions extends ResolvedProcessOptions {
  call: ResolvedCallOptions
  restart: ResolvedRestart
  concurrency: number
  maxQueue: number
  spares: number
}

export interface ResolvedPoolOptions extends ResolvedWorkerOptions {
  /** Missing: as many as the machine allows. */
  size: { min: number; max: number } | undefined
  idleTimeoutMs: number
  recycleAfter: { calls: number; memoryBytes: number }
  schedule: 'idle-first' | 'round-robin'
}

export interface ResolvedMapOptions {
  method: string | undefined
  concurrency: number | undefined
  isOrdered: boolean
  settles: boolean
}

export interface ResolvedSuperviseOptions {
  strategy: 'one-for-one' | 'one-for-all' | 'rest-for-one'
  intensity: number
  periodMs: number
}

const DEFAULT_SPARES = 2
/** Sets another default, for machines that have no memory to spare. */
const SPARES_VARIABLE = 'VERDIGRIS_SPARES'
const DEFAULT_START_TIMEOUT_MS = 30_000
const DEFAULT_SHUTDOWN_TIMEOUT_MS = 5_000
const DEFAULT_IDLE_TIMEOUT_MS = 10_000
const DEFAULT_INTENSITY = 5
const DEFAULT_PERIOD_MS = 10_000
// OTP's own.
const DEFAULT_SUPERVISOR_INTENSITY = 1
const DEFAULT_SUPERVISOR_PERIOD_MS = 5_000
const MIN_MEMORY_BYTES = 64 * 1024 * 1024
// What a timer of Node can count: a longer one would fire at once.
const MAX_TIMER_MS = 2 ** 31 - 1
const MIN_MESSAGE_BYTES = 1024
const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 10_000

type Facts = Pick<CallFacts, 'kind' | 'label' | 'callSite'>

const callNames = ['timeout', 'signal', 'retries', 'backoff', 'transfer'] as const
const processNames = [
  'env',
  'cwd',
  'execArgv',
  'stdout',
  'stderr',
  'memory',
  'maxMessageBytes',
  'startTimeout',
  'shutdownTimeout',
] as const
const workerNames = [
  'timeout',
  'retries',
  'backoff',
  ...processNames,
  'restart',
  'concurrency',
  'maxQueue',
  'spares',
] as const
const OF_ONE_CALL =
  'left out (it belongs to one call: `handle.with({ transfer })`, or `task` with the option)'
const poolNames = [...workerNames, 'size', 'idleTimeout', 'recycleAfter', 'schedule'] as const

// Each throws an OptionError for the first option that is not what it should be.

export function resolveTaskOptions(options: object, facts: Facts): ResolvedTaskOptions {
  const names = [...callNames, ...processNames, 'spares', 'pool']
  const read = new OptionReader('task', options, names, facts)
  return {
    ...readCall(read),
    ...readProcess(read),
    spares: read.count('spares', 0) ?? defaultSpares(),
  }
}

/** Of a process that is to wait for a call: what is said of the call itself has no meaning for it. */
export function resolvePrewarmOptions(
  options: object,
  facts: Facts,
): ResolvedProcessOptions & { spares: number } {
  const others = [...callNames, 'pool'] as const
  const read = new OptionReader(
    'task.prewarm',
    options,
    [...processNames, 'spares', ...others],
    facts,
  )
  read.refuse(callNames, 'left out (it belongs to the call)')
  read.refuse(['pool'], 'left out (the processes of a pool wait for calls in any case)')
  // To ask for one is more than the default, which may be none.
  return { ...readProcess(read), spares: read.count('spares', 1) ?? Math.max(defaultSpares(), 1) }
}

/** Of a task that runs in a pool. @param defaults those of the pool */
export function resolvePooledTaskOptions(
  options: object,
  defaults: ResolvedCallOptions,
  facts: Facts,
): ResolvedCallOptions {
  const others = [...processNames, 'spares'] as const
  const read = new OptionReader('task', options, [...callNames, ...others, 'pool'], facts)
  read.refuse(others, 'left to the pool, whose processes all its tasks share')
  return readCall(read, defaults)
}

/** @param defaults what is used where the option is missing */
export function resolveCallOptions(
  options: unknown,
  defaults: ResolvedCallOptions,
  facts: Facts,
): ResolvedCallOptions {
  return readCall(new OptionReader('with', options, callNames, facts), defaults)
}

export function resolveWorkerOptions(options: unknown, facts: Facts): ResolvedPoolOptions {
  const read = new OptionReader('worker', options, [...workerNames, 'transfer'], facts)
  read.refuse(['transfer'], OF_ONE_CALL)
  return {
    ...readWorker(read),
    size: { min: 1, max: 1 },
    idleTimeoutMs: MAX_TIMER_MS,
    recycleAfter: { calls: Infinity, memoryBytes: Infinity },
    schedule: 'idle-first',
  }
}

export function resolvePoolOptions(options: unknown, facts: Facts): ResolvedPoolOptions {
  const read = new OptionReader('pool', options, [...poolNames, 'transfer'], facts)
  read.refuse(['transfer'], OF_ONE_CALL)
  const recycle = read.group('recycleAfter', ['calls', 'memory'])
  return {
    ...readWorker(read),
    size: readSize(read),
    idleTimeoutMs: read.milliseconds('idleTimeout', DEFAULT_IDLE_TIMEOUT_MS),
    recycleAfter: {
      calls: recycle?.count('calls', 1) ?? Infinity,
      memoryBytes: recycle?.bytes('memory', MIN_MEMORY_BYTES) ?? Infinity,
    },
    schedule: read.oneOf('schedule', ['idle-first', 'round-robin']),
  }
}

export function resolveMapOptions(
  options: unknown,
  defaults: ResolvedCallOptions,
  facts: Facts,
  methods: readonly string[] | null,
): ResolvedMapOptions & { call: ResolvedCallOptions } {
  const names = ['method', 'concurrency', 'ordered', 'settle', ...callNames]
  const read = new OptionReader('map', options, names, facts)
  read.refuse(
    ['transfer'],
    'left out (buffers can be moved only once: make each call with `with({ transfer })`)',
  )
  return {
    method: readMethod(read, methods),
    concurrency: read.count('concurrency', 1),
    isOrdered: read.check('ordered', 'true or false', isBoolean, true),
    settles: read.check('settle', 'true or false', isBoolean, false),
    call: readCall(read, defaults),
  }
}

export function resolveSuperviseOptions(options: unknown): ResolvedSuperviseOptions {
  const facts: Facts = { kind: 'supervisor', label: '', callSite: '' }
  const read = new OptionReader('supervise', options, ['strategy', 'intensity', 'period'], facts)
  return {
    strategy: read.oneOf('strategy', ['one-for-one', 'one-for-all', 'rest-for-one']),
    intensity: read.intensity(DEFAULT_SUPERVISOR_INTENSITY),
    periodMs: read.milliseconds('period', DEFAULT_SUPERVISOR_PERIOD_MS),
  }
}

export function resolveCloseOptions(options: unknown, facts: Facts): number | undefined {
  const read = new OptionReader('close', options, ['timeout'], facts)
  return read.milliseconds('timeout', undefined)
}

/** @param methods that there are; `null` if the setup has returned one function, which has no name */
function readMethod(read: OptionReader, methods: readonly string[] | null): string | undefined {
  const name = read.value('method')
  if (methods === null) {
    if (name === undefined) return undefined
    throw read.error('method', 'left out, as the setup has returned one function', name)
  }
  if (methods.includes(name as string)) return name as string
  throw read.error('method', `one of ${methods.join(', ')}`, name)
}

function readCall(read: OptionReader, defaults?: ResolvedCallOptions): ResolvedCallOptions {
  const backoff = read.backoff('backoff')
  return {
    timeoutMs: read.milliseconds('timeout', defaults?.timeoutMs),
    signal: read.check('signal', 'an AbortSignal', isAbortSignal, defaults?.signal),
    retries: read.count('retries', 0) ?? defaults?.retries ?? 0,
    backoff: backoff ?? defaults?.backoff ?? retryBackoff,
    transfer: readTransfer(read),
  }
}

function readTransfer(read: OptionReader): readonly ArrayBuffer[] {
  const expected = 'a list of ArrayBuffers, such as `[bytes.buffer]`'
  const list = read.check<readonly unknown[]>('transfer', expected, Array.isArray, [])
  for (const [index, buffer] of list.entries()) {
    const key = `transfer[${index}]`
    if (!isArrayBuffer(buffer)) {
      throw read.error(key, 'an ArrayBuffer, such as the `buffer` of a typed array', buffer)
    }
    if (list.indexOf(buffer) < index) throw read.error(key, 'listed only once', buffer)
  }
  // A copy: the program may go on to use its list for something else.
  return list.filter(isArrayBuffer)
}

function readProcess(read: OptionReader): ResolvedProcessOptions {
  const output = "'inherit', 'ignore' or a function that takes a line"
  const isPath = (value: unknown): boolean => isPassable(value) && value !== ''
  const { maxMessageBytes } = DEFAULT_LIMITS
  return {
    env: read.check('env', 'an object of strings', isEnvironment, {}),
    cwd: read.check('cwd', 'a path', isPath, undefined),
    execArgv: read.check('execArgv', 'a list of strings', isStrings, []),
    stdout: read.check<OutputOption>('stdout', output, isOutput, 'inherit'),
    stderr: read.check<OutputOption>('stderr', output, isOutput, 'inherit'),
    memoryBytes: read.bytes('memory', MIN_MEMORY_BYTES),
    maxMessageBytes: read.count('maxMessageBytes', MIN_MESSAGE_BYTES) ?? maxMessageBytes,
    startTimeoutMs: read.milliseconds('startTimeout', DEFAULT_START_TIMEOUT_MS),
    shutdownTimeoutMs: read.milliseconds('shutdownTimeout', DEFAULT_SHUTDOWN_TIMEOUT_MS),
  }
}

function readWorker(read: OptionReader): ResolvedWorkerOptions {
  return {
    ...readProcess(read),
    call: readCall(read),
    restart: readRestart(read),
    concurrency: read.count('concurrency', 1) ?? 1,
    maxQueue: read.count('maxQueue', 0) ?? Infinity,
    spares: read.count('spares', 0) ?? 0,
  }
}

function readRestart(read: OptionReader): ResolvedRestart {
  if (read.value('restart') === false) {
    return { intensity: 0, periodMs: DEFAULT_PERIOD_MS, backoff: restartBackoff }
  }
  const options = read.group('restart', ['intensity', 'period', 'backoff'])
  return {
    intensity: options?.intensity(DEFAULT_INTENSITY) ?? DEFAULT_INTENSITY,
    periodMs: options?.milliseconds('period', undefined) ?? DEFAULT_PERIOD_MS,
    backoff: options?.backoff('backoff') ?? restartBackoff,
  }
}

function readSize(read: OptionReader): { min: number; max: number } | undefined {
  const value = read.value('size')
  if (typeof value === 'number' || value === undefined) {
    const size = read.count('size', 1)
    return size === undefined ? undefined : { min: size, max: size }
  }
  const bounds = read.group('size', ['min', 'max'])
  const max = bounds?.count('max', 1)
  const min = bounds?.count('min', 0) ?? 0
  if (max !== undefined && min <= max) return { min, max }
  throw read.error('size', 'a number, or { min, max } with a `max` that is not below `min`', value)
}

/** Reads the options that were given to one function. */
class OptionReader {
  readonly #name: string
  readonly #options: Readonly<Record<string, unknown>>
  readonly #facts: Facts

  /** @param name of the function, for errors */
  constructor(name: string, options: unknown, known: readonly string[], facts: Facts) {
    this.#name = name
    this.#facts = facts
    if (typeof options !== 'object' || options === null) {
      throw optionError(facts, `options of ${name}`, 'an object', options)
    }
    for (const key of Object.keys(options)) {
      if (known.includes(key)) continue
      throw optionError(facts, `options of ${name}`, `one of ${known.join(', ')}`, key)
    }
    this.#options = options as Record<string, unknown>
  }

  value(key: string): unknown {
    return this.#options[key]
  }

  check<Value>(
    key: string,
    expected: string,
    isValid: (value: unknown) => boolean,
    fallback: Value,
  ): Value {
    const value = this.#options[key]
    if (value === undefined) return fallback
    if (!isValid(value)) throw this.error(key, expected, value)
    return value as Value // what `isValid` has just shown
  }

  error(key: string, expected: string, value: unknown): OptionError {
    return optionError(this.#facts, `${this.#name}.${key}`, expected, value)
  }

  /** For options that there are, but not here. */
  refuse(keys: readonly string[], expected: string): void {
    for (const key of keys) {
      const value = this.#options[key]
      if (value !== undefined) throw this.error(key, expected, value)
    }
  }

  milliseconds<Fallback extends number | undefined>(
    key: string,
    fallback: Fallback,
  ): number | Fallback {
    const expected = `a number of milliseconds above 0 and at most ${MAX_TIMER_MS}`
    return this.check<number | Fallback>(key, expected, isDuration, fallback)
  }

  count(key: string, least: number): number | undefined {
    const isValid = (value: unknown): boolean =>
      Number.isSafeInteger(value) && (value as number) >= least
    return this.check(key, `a whole number, ${least} or more`, isValid, undefined)
  }

  bytes(key: string, least: number): number | undefined {
    const expected = `a number of bytes, at least ${least} (${least / 1024 / 1024} MiB)`
    const isValid = (value: unknown): boolean =>
      typeof value === 'number' && value >= least && Number.isFinite(value)
    return this.check(key, expected, isValid, undefined)
  }

  intensity(fallback: number): number {
    const isValid = (value: unknown): boolean => isCount(value) || value === Infinity
    return this.check('intensity', 'a whole number, 0 or more, or Infinity', isValid, fallback)
  }

  oneOf<Value extends string>(key: string, values: readonly [Value, ...Value[]]): Value {
    const expected = values.map((value) => `'${value}'`).join(' or ')
    const isValid = (value: unknown): boolean => values.includes(value as Value)
    return this.check(key, expected, isValid, values[0])
  }

  backoff(key: string): ((failures: number) => number) | undefined {
    const expected = 'a number of milliseconds, 0 or more, or a function that gives one'
    const backoff = this.check<Backoff | undefined>(key, expected, isBackoff, undefined)
    if (typeof backoff === 'number') return () => backoff
    if (backoff === undefined) return undefined
    // What a function gives is known too late to refuse it.
    return (failures) => Math.min(Math.max(Number(backoff(failures)) || 0, 0), MAX_TIMER_MS)
  }

  /** Options within an option. */
  group(key: string, known: readonly string[]): OptionReader | undefined {
    const value = this.#options[key]
    if (value === undefined) return undefined
    return new OptionReader(`${this.#name}.${key}`, value, known, this.#facts)
  }
}

const NOT_STARTED = { phase: 'queued', outcome: 'not-executed' } as const

function optionError(facts: Facts, option: string, expected: string, actual: unknown): OptionError {
  return new OptionError({ ...facts, ...NOT_STARTED, option }, expected, actual)
}

function defaultSpares(): number {
  // A child has a short life and few calls of the same label.
  if (currentDepth() > 0) return 0
  const wanted = Number(process.env[SPARES_VARIABLE] || DEFAULT_SPARES)
  return Number.isSafeInteger(wanted) && wanted >= 0 ? wanted : DEFAULT_SPARES
}

/** Doubles from 100 ms up to 10 s. */
function retryBackoff(crashes: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** (crashes - 1), MAX_BACKOFF_MS)
}

/** The same, after a first one at once: most crashes do not come again. */
export function restartBackoff(failures: number): number {
  return failures <= 1 ? 0 : retryBackoff(failures - 1)
}

function isBackoff(value: unknown): boolean {
  return (
    typeof value === 'function' ||
    (typeof value === 'number' && value >= 0 && value <= MAX_TIMER_MS)
  )
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= MAX_TIMER_MS
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean'
}

function isAbortSignal(value: unknown): boolean {
  // By its shape: test environments and polyfills have a class of their own.
  return (
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    typeof (value as Partial<AbortSignal>).addEventListener === 'function'
  )
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return node.util.types.isArrayBuffer(value) // not shared, and of any realm
}

function isOutput(value: unknown): boolean {
  return value === 'inherit' || value === 'ignore' || typeof value === 'function'
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every(isPassable)
}

/** The system ends a string at the first NUL. */
function isPassable(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\0')
}

function isEnvironment(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([name, item]) => isPassable(name) && (item === undefined || isPassable(item)),
    )
  )
}
