// Every error of the library: what failed, why, and what to do about it. The sentence is for people,
// the same facts are fields for programs, and `outcome` says whether a retry is safe.

/** How a process ended: exactly one of the two is set. */
export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** Why a process ended, as far as it can be told from outside. */
export type ExitReason =
  | 'segfault'
  | 'bus-error'
  | 'abort'
  | 'illegal-instruction'
  | 'floating-point'
  | 'out-of-memory'
  | 'stack-overflow'
  | 'killed'
  | 'exit'

/** Where a call was when it failed; `idle` if there was none, and its process has died between two. */
export type Phase = 'queued' | 'starting' | 'running' | 'idle'

/** `not-executed`: the closure never ran. `unknown`: it started and did not answer. `executed`: it ran to its end. */
export type Outcome = 'not-executed' | 'unknown' | 'executed'

/** Which function made the call. */
export type Kind = 'task' | 'worker' | 'pool' | 'supervisor'

/** The facts that every {@link VerdigrisError} carries. */
export interface CallFacts {
  /** @default 'task' */
  kind?: Kind | undefined
  label: string
  /** Of a worker or pool: which of its functions was called. Missing if it is one function. */
  method?: string | undefined
  /** `path:line:column` of the call, relative to the project's root when it was built. */
  callSite: string
  phase: Phase
  outcome: Outcome
  /** Process id of the child, if there was one. */
  pid?: number | undefined
  /** How many processes were used up for this call, this one included. */
  attempts?: number | undefined
  cause?: unknown
}

/** The name that errors of the class have, and are printed with, also where a bundler has shortened that of the class. */
function nameClass(errorClass: { prototype: VerdigrisError }, name: string): void {
  errorClass.prototype.name = name
  Object.defineProperty(errorClass, 'name', { value: name, configurable: true })
}

/** Base class of all errors of this library. `code` is stable, the message is not. */
export class VerdigrisError extends Error {
  readonly code: string = 'ERR_VERDIGRIS'
  readonly label: string
  readonly callSite: string
  // `declare`, so that what is not known is not there, rather than printed as undefined.
  declare readonly pid?: number
  /** Of a call of a worker or pool: which of its functions. */
  declare readonly method?: string
  readonly phase: Phase
  readonly outcome: Outcome
  readonly attempts: number
  // Not a field: its end is in the message already, and an error is printed with its fields.
  readonly #stderr: string

  constructor(message: string, facts: CallFacts & { stderr?: string | undefined }) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.label = facts.label
    this.callSite = facts.callSite
    if (facts.method !== undefined) this.method = facts.method
    if (facts.pid !== undefined) this.pid = facts.pid
    this.phase = facts.phase
    this.outcome = facts.outcome
    this.attempts = facts.attempts ?? 1
    this.#stderr = facts.stderr ?? ''
  }

  /** The last bytes that the process wrote to stderr, at most 8 KiB. */
  get stderr(): string {
    return this.#stderr
  }

  static {
    // On the prototype, as the built-in errors have it: an own `name` would be printed with the fields.
    nameClass(this, 'VerdigrisError')
  }
}

/** What is known of a process that died. */
export interface CrashFacts extends CallFacts {
  exit: Exit
  reason: ExitReason
  /** The last bytes that the process wrote to stderr, at most 8 KiB. */
  stderr: string
  /** From spawn to death, in milliseconds. */
  uptimeMs: number
}

/** The process died before it answered. Code `ERR_CRASH`. */
export class CrashError extends VerdigrisError {
  override readonly code = 'ERR_CRASH'
  /** Signal that killed it, or `null` if it exited. */
  readonly signal: NodeJS.Signals | null
  /** Exit code, or `null` if a signal killed it. */
  readonly exitCode: number | null
  readonly reason: ExitReason
  readonly uptimeMs: number

  constructor(facts: CrashFacts, detail?: string) {
    const { exit, reason, stderr, uptimeMs } = facts
    super(
      `${subject(facts)} crashed: its process${pidOf(facts)} ${deathOf(exit, reason)} while ` +
        `${facts.phase}, ${uptimeMs} ms after it was started.` +
        sentence(detail) +
        sentence(ADVICE[reason]) +
        lastWords(stderr),
      facts,
    )
    this.signal = exit.signal
    this.exitCode = exit.code
    this.reason = reason
    this.uptimeMs = uptimeMs
  }

  static {
    nameClass(this, 'CrashError')
  }
}

/** The closure did not answer in time and its process was killed. Code `ERR_TIMEOUT`. */
export class TimeoutError extends VerdigrisError {
  override readonly code = 'ERR_TIMEOUT'
  /** The limit, in milliseconds from the start of the closure. */
  readonly timeoutMs: number

  constructor(facts: CallFacts & { timeoutMs: number; stderr: string }) {
    super(
      `${subject(facts)} timed out: no answer ${facts.timeoutMs} ms after ${started(facts)}. ` +
        `Its process${pidOf(facts)} was killed. Raise \`timeout\` if the work may take longer.` +
        lastWords(facts.stderr),
      facts,
    )
    this.timeoutMs = facts.timeoutMs
  }

  static {
    nameClass(this, 'TimeoutError')
  }
}

/** The process could not start, or died or hung before the closure began. Code `ERR_START`. */
export class StartError extends VerdigrisError {
  override readonly code = 'ERR_START'
  /** Signal that killed it, if it died. */
  declare readonly signal?: NodeJS.Signals | null
  declare readonly exitCode?: number | null
  declare readonly reason?: ExitReason

  constructor(
    facts: CallFacts & { exit?: Exit; reason?: ExitReason; stderr?: string },
    why: string,
    advice: string,
  ) {
    super(
      `${subject(facts)} did not start: ${why}.${sentence(advice)}${lastWords(facts.stderr)}`,
      facts,
    )
    if (facts.exit !== undefined) {
      this.signal = facts.exit.signal
      this.exitCode = facts.exit.code
    }
    if (facts.reason !== undefined) this.reason = facts.reason
  }

  static {
    nameClass(this, 'StartError')
  }
}

/** Which way a value was going. */
export type Direction = 'captured' | 'argument' | 'result' | 'thrown'

/** A value cannot cross to the other process. Code `ERR_SERIALIZATION`. */
export class SerializationError extends VerdigrisError {
  override readonly code = 'ERR_SERIALIZATION'
  readonly direction: Direction
  /** Where it is, for example `captured user.session.socket` or `result.rows[3]`. */
  readonly path: string

  constructor(
    facts: CallFacts & { direction: Direction; path: string },
    what: string,
    advice: string,
  ) {
    super(
      `${subject(facts)} cannot send \`${facts.path}\`: it is ${what}, which cannot cross to another process.` +
        sentence(advice),
      facts,
    )
    this.direction = facts.direction
    this.path = facts.path
  }

  static {
    nameClass(this, 'SerializationError')
  }
}

/** A message is larger than `maxMessageBytes`. Code `ERR_MESSAGE_TOO_LARGE`. */
export class MessageTooLargeError extends VerdigrisError {
  override readonly code = 'ERR_MESSAGE_TOO_LARGE'
  readonly direction: Direction
  /** Size of the message. */
  readonly bytes: number
  readonly limit: number

  constructor(facts: CallFacts & { direction: Direction; bytes: number; limit: number }) {
    super(
      `${subject(facts)} cannot send its ${facts.direction} value: it is ${facts.bytes} bytes, the limit is ` +
        `${facts.limit} bytes (\`maxMessageBytes\`). Raise the limit, send less, or pass a file's path instead.`,
      facts,
    )
    this.direction = facts.direction
    this.bytes = facts.bytes
    this.limit = facts.limit
  }

  static {
    nameClass(this, 'MessageTooLargeError')
  }
}

/** The child sent what is not a frame of the protocol, and was killed. Code `ERR_PROTOCOL`. */
export class ProtocolError extends VerdigrisError {
  override readonly code = 'ERR_PROTOCOL'

  constructor(facts: CallFacts & { stderr?: string }, detail: string) {
    super(
      `${subject(facts)} broke the protocol: ${detail}. Its process${pidOf(facts)} was killed. ` +
        'File descriptor 3 of a process is its line to the program: nothing else may write to it or close it.' +
        lastWords(facts.stderr),
      facts,
    )
  }

  static {
    nameClass(this, 'ProtocolError')
  }
}

/** The worker bundle has no such label: it is not of the same build as the program. Code `ERR_UNKNOWN_LABEL`. */
export class UnknownLabelError extends VerdigrisError {
  override readonly code = 'ERR_UNKNOWN_LABEL'

  constructor(facts: CallFacts, detail: string) {
    super(
      `${subject(facts)} is not in the worker bundle: ${detail}. ` +
        'Build again, and deploy the program and its `verdigris` folder together.',
      facts,
    )
  }

  static {
    nameClass(this, 'UnknownLabelError')
  }
}

/** The build plugin did not see this call. Code `ERR_NOT_COMPILED`. */
export class NotCompiledError extends VerdigrisError {
  override readonly code = 'ERR_NOT_COMPILED'

  /** @param packageName of the package in `node_modules` that makes the call, if it is one */
  constructor(label: string, kind: Kind, packageName?: string) {
    const advice =
      packageName === undefined
        ? `Add the build plugin, and run what it builds:\n\n${SET_UP}\n\n` +
          'If the plugin is there, make sure that it sees this file (`node_modules` and external packages are not built), ' +
          `and that the file imports \`${kind}\` from 'verdigris' itself, not by way of another file.`
        : `It is in the package ${JSON.stringify(packageName)}, which runs as it was published. ` +
          `Have the bundler process it together with the program:\n\n${bundlePackage(packageName)}`
    super(
      `${kindToName[kind]} ${JSON.stringify(label)} was not compiled: its closure cannot be moved to another process. ${advice}`,
      { kind, label, callSite: '', phase: 'queued', outcome: 'not-executed' },
    )
  }

  static {
    nameClass(this, 'NotCompiledError')
  }
}

/** A worker or pool crashed more often than `restart` allows, and is not restarted any more. Code `ERR_RESTART_LIMIT`. */
export class RestartLimitError extends VerdigrisError {
  override readonly code = 'ERR_RESTART_LIMIT'
  /** The option `restart.intensity`. */
  readonly intensity: number
  /** The option `restart.period`, in milliseconds. */
  readonly periodMs: number

  /** @param facts `cause` is the last crash */
  constructor(facts: CallFacts & { intensity: number; periodMs: number }) {
    const { intensity, periodMs, cause } = facts
    const limit =
      intensity === 0
        ? 'and is not to be restarted (`restart`)'
        : `more than ${times(intensity)} within ${periodMs} ms (\`restart\`)`
    super(
      `${subject(facts)} has failed: its process crashed ${limit}. Call \`restart()\` to start it afresh.` +
        (cause instanceof Error ? `\nThe last crash: ${cause.message}` : ''),
      facts,
    )
    this.intensity = intensity
    this.periodMs = periodMs
  }

  static {
    nameClass(this, 'RestartLimitError')
  }
}

/** So many calls wait already that no more are taken. Code `ERR_QUEUE_FULL`. */
export class QueueFullError extends VerdigrisError {
  override readonly code = 'ERR_QUEUE_FULL'
  /** The option `maxQueue`. */
  readonly limit: number

  constructor(facts: CallFacts & { limit: number }) {
    super(
      `${subject(facts)} took no more calls: ${facts.limit} wait already (\`maxQueue\`). ` +
        'Call it less often, raise the limit, or add processes.',
      facts,
    )
    this.limit = facts.limit
  }

  static {
    nameClass(this, 'QueueFullError')
  }
}

/** The worker or pool was closed or killed. Code `ERR_CLOSED`. */
export class ClosedError extends VerdigrisError {
  override readonly code = 'ERR_CLOSED'

  /** @param how what was done to it, `closed` or `killed` */
  constructor(facts: CallFacts, how: 'closed' | 'killed') {
    const when = facts.phase === 'running' ? ` while the call was running` : ''
    super(`${subject(facts)} was ${how}${when}: it takes no more calls.`, facts)
  }

  static {
    nameClass(this, 'ClosedError')
  }
}

/** An option is not what it should be. Code `ERR_OPTION`. */
export class OptionError extends VerdigrisError {
  override readonly code = 'ERR_OPTION'
  /** Name of the option, for example `task.timeout`. */
  readonly option: string

  constructor(facts: CallFacts & { option: string }, expected: string, actual: unknown) {
    super(
      `Expected \`${facts.option}\` to be ${expected}, got ${describe(actual)}. ` +
        `It was given to ${lowerFirst(subject(facts))}.`,
      facts,
    )
    this.option = facts.option
  }

  static {
    nameClass(this, 'OptionError')
  }
}

const kindToName: Record<Kind, string> = {
  task: 'Task',
  worker: 'Worker',
  pool: 'Pool',
  supervisor: 'Supervisor',
}

/** `Task "ocr" (src/app.ts:3:1)`, or `Worker "codec".decode (…)` */
function subject({ kind = 'task', label, method, callSite }: CallFacts): string {
  const name = label === '' ? '' : ` ${JSON.stringify(label)}`
  const member = method === undefined ? '' : `.${method}`
  return `${kindToName[kind]}${name}${member}${callSite ? ` (${callSite})` : ''}`
}

/** What the time of a call counts from. */
function started({ kind = 'task' }: CallFacts): string {
  return kind === 'task' ? 'its closure started' : 'the call started'
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

function pidOf({ pid }: CallFacts): string {
  return pid === undefined ? '' : ` (pid ${pid})`
}

/** "was killed by SIGSEGV (segfault)", for a sentence that has the process as its subject. */
export function deathOf({ code, signal }: Exit, reason: ExitReason): string {
  const how = signal === null ? `exited with code ${code}` : `was killed by ${signal}`
  return reason === 'exit' || reason === 'killed' ? how : `${how} (${reason})`
}

const ADVICE: Record<ExitReason, string> = {
  segfault: 'Native code touched memory that is not its own.',
  'bus-error':
    'Native code touched memory that has nothing behind it, often a mapped file that was cut.',
  abort: 'Native code gave up on itself; its last words usually say why.',
  'illegal-instruction':
    'It met an instruction that this CPU does not have, or a deliberate trap of native code.',
  'floating-point': 'Native code divided an integer by zero or overflowed in a division.',
  'out-of-memory': 'Raise `memory`, or do the work in smaller pieces.',
  'stack-overflow': 'It recursed too deeply.',
  killed: 'It was killed from outside: by a person, a supervisor, or the system.',
  exit: 'It ended itself before it had answered.',
}

// Node prints its own native stack under a fatal error: addresses that say nothing to a reader.
const NATIVE_STACK =
  /^\s*\d+: (0x)?[\da-f]+\b|^\s*----- (Native|JavaScript) stack trace -----|^<---/
const MAX_LAST_LINES = 10

function lastWords(stderr = ''): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !NATIVE_STACK.test(line))
  if (lines.length === 0) return ''
  const last = lines.slice(-MAX_LAST_LINES).map((line) => `  ${line}`)
  return `\nIts last words on stderr:\n${last.join('\n')}`
}

function sentence(text: string | undefined): string {
  return text === undefined || text === '' ? '' : ` ${text}`
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `${JSON.stringify(value)} (string)`
  if (value === null || value === undefined) return String(value)
  if (value instanceof ArrayBuffer) return `an ArrayBuffer of ${value.byteLength} bytes`
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object'
  if (typeof value === 'function') return 'a function'
  return `${String(value)} (${typeof value})`
}

function bundlePackage(name: string): string {
  return `  // vite.config.ts
  ssr: { noExternal: ['${name}'] }

  // rollup.config.js, Rolldown: take it out of \`external\`, and resolve packages (@rollup/plugin-node-resolve)

  // build.js, esbuild: take it out of \`external\`, and build without \`packages: 'external'\``
}

const SET_UP = `  // vite.config.ts
  import verdigris from 'verdigris/vite'
  export default { plugins: [verdigris()] }

  // rollup.config.js
  import verdigris from 'verdigris/rollup'
  export default { plugins: [verdigris()] }

  // build.js, esbuild
  import verdigris from 'verdigris/esbuild'
  await esbuild.build({ plugins: [verdigris()] })

  // webpack, Rspack, Rolldown, Bun and Farm alike: verdigris/webpack, verdigris/rspack, …
  // without a bundler: node --import verdigris/register app.ts`
