// The options of `task`: what users may write, what the rest of the code sees, and the check between.
import { type CallFacts, OptionError } from './errors.ts'
import { DEFAULT_LIMITS } from './wire/limits.ts'

/** Where a stream of the child goes: to the program's own, nowhere, or line by line to a function. */
export type OutputOption = 'inherit' | 'ignore' | ((line: string) => void)

/** Delay before a retry in milliseconds, or a function of the number of crashes so far (from 1). */
export type Backoff = number | ((crashes: number) => number)

/** Options of one call. */
export interface CallOptions {
  /**
   * Milliseconds that the closure may run, from its start in the child. For a stream: that each item may
   * take. Past it the process is killed and the call rejects with a `TimeoutError`.
   * @default no limit
   */
  timeout?: number | undefined
  /** Cancels the call: the process is killed and the call rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  /**
   * How often a call whose process crashed is made again. The closure may then run more than once.
   * @default 0
   */
  retries?: number | undefined
  /** @default doubles from 100 ms up to 10 s */
  backoff?: Backoff | undefined
}

/** Options of `task`. */
export interface TaskOptions extends CallOptions {
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
  /** Milliseconds from spawn to the start of the closure. @default 30_000 */
  startTimeout?: number | undefined
  /** Milliseconds for a process that was asked to end, before SIGTERM, and again before SIGKILL. @default 5_000 */
  shutdownTimeout?: number | undefined
}

export interface ResolvedTaskOptions {
  timeoutMs: number | undefined
  signal: AbortSignal | undefined
  retries: number
  backoff: (crashes: number) => number
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

const DEFAULT_START_TIMEOUT_MS = 30_000
const DEFAULT_SHUTDOWN_TIMEOUT_MS = 5_000
const MIN_MEMORY_BYTES = 64 * 1024 * 1024
// What a timer of Node can count: a longer one would fire at once.
const MAX_TIMER_MS = 2 ** 31 - 1
const MIN_MESSAGE_BYTES = 1024
const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 10_000

type Facts = Pick<CallFacts, 'label' | 'callSite'>

/** @throws OptionError for the first option that is not what it should be */
export function resolveTaskOptions(options: TaskOptions, facts: Facts): ResolvedTaskOptions {
  const check = <Value>(
    name: keyof TaskOptions,
    expected: string,
    isValid: (value: unknown) => boolean,
    fallback: Value,
  ): Value => {
    const value: unknown = options[name]
    if (value === undefined) return fallback
    if (!isValid(value)) throw optionError(facts, name, expected, value)
    return value as Value // what `isValid` has just shown
  }
  if (typeof options !== 'object' || options === null) {
    throw optionError(facts, undefined, 'an object', options)
  }
  for (const name of Object.keys(options)) {
    if (!known.has(name)) throw optionError(facts, undefined, knownNames(), name)
  }
  const milliseconds = `a number of milliseconds above 0 and at most ${MAX_TIMER_MS}`
  const output = "'inherit', 'ignore' or a function that takes a line"
  return {
    timeoutMs: check('timeout', milliseconds, isDuration, undefined),
    signal: check('signal', 'an AbortSignal', isAbortSignal, undefined),
    retries: check('retries', 'a whole number, 0 or more', isCount, 0),
    backoff: resolveBackoff(
      check<Backoff>(
        'backoff',
        'a number of milliseconds, 0 or more, or a function that gives one',
        (value) =>
          typeof value === 'function' ||
          (typeof value === 'number' && value >= 0 && value <= MAX_TIMER_MS),
        defaultBackoff,
      ),
    ),
    env: check('env', 'an object of strings', isEnvironment, {}),
    cwd: check('cwd', 'a path', (value) => isPassable(value) && value !== '', undefined),
    execArgv: check('execArgv', 'a list of strings', isStrings, []),
    stdout: check<OutputOption>('stdout', output, isOutput, 'inherit'),
    stderr: check<OutputOption>('stderr', output, isOutput, 'inherit'),
    memoryBytes: check(
      'memory',
      `a number of bytes, at least ${MIN_MEMORY_BYTES} (64 MiB)`,
      (value) => isNumberFrom(value, MIN_MEMORY_BYTES),
      undefined,
    ),
    maxMessageBytes: check(
      'maxMessageBytes',
      `a whole number of bytes, at least ${MIN_MESSAGE_BYTES}`,
      (value) => isCount(value) && isNumberFrom(value, MIN_MESSAGE_BYTES),
      DEFAULT_LIMITS.maxMessageBytes,
    ),
    startTimeoutMs: check('startTimeout', milliseconds, isDuration, DEFAULT_START_TIMEOUT_MS),
    shutdownTimeoutMs: check(
      'shutdownTimeout',
      milliseconds,
      isDuration,
      DEFAULT_SHUTDOWN_TIMEOUT_MS,
    ),
  }
}

const known = new Set<string>([
  'timeout',
  'signal',
  'retries',
  'backoff',
  'env',
  'cwd',
  'execArgv',
  'stdout',
  'stderr',
  'memory',
  'maxMessageBytes',
  'startTimeout',
  'shutdownTimeout',
] satisfies (keyof TaskOptions)[])

function knownNames(): string {
  return `one of ${[...known].join(', ')}`
}

function optionError(
  facts: Facts,
  name: string | undefined,
  expected: string,
  actual: unknown,
): OptionError {
  const option = name === undefined ? 'options of task' : `task.${name}`
  const call = { ...facts, option, phase: 'queued', outcome: 'not-executed' } as const
  return new OptionError(call, expected, actual)
}

function defaultBackoff(crashes: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** (crashes - 1), MAX_BACKOFF_MS)
}

function resolveBackoff(backoff: Backoff): (crashes: number) => number {
  if (typeof backoff === 'number') return () => backoff
  // What a function gives is known too late to refuse it.
  return (crashes) => Math.min(Math.max(Number(backoff(crashes)) || 0, 0), MAX_TIMER_MS)
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= MAX_TIMER_MS
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isNumberFrom(value: unknown, least: number): boolean {
  return typeof value === 'number' && value >= least && Number.isFinite(value)
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
