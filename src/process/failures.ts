// What went wrong with a process or its messages, as the public error that says so.
import {
  type CallFacts,
  CrashError,
  deathOf,
  type Direction,
  MessageTooLargeError,
  ProtocolError,
  SerializationError,
  StartError,
  UnknownLabelError,
  type VerdigrisError,
} from '../errors.ts'
import type { Refusal } from '../wire/message.ts'
import type { Problem } from '../wire/problem.ts'
import type { Death } from './spawn.ts'
import { node } from '../wire/node.ts'

/** What a child said about its end before it came. */
export interface LastWords {
  /** An exception that nothing caught. */
  uncaught?: unknown
  /** It was killed because of something else, not for what it did. */
  killedFor?: { error: unknown; what: string }
  /** Its event loop ran empty before the closure had settled. */
  isStalled?: boolean
}

/** A process that died while its closure was running. */
export function crashError(facts: CallFacts, death: Death, words: LastWords): CrashError {
  const { exit = { code: null, signal: null }, reason = 'exit', stderr, uptimeMs } = death
  const { isStalled, killedFor, uncaught } = words
  // One that something has handled is not what a signal from outside was about.
  const isOfException = exit.signal === null || reason === 'abort'
  const detail = killedFor
    ? `It was killed because ${killedFor.what}.`
    : isStalled
      ? 'Its event loop ran empty while the promise of the closure was pending: nothing was left that could settle it.'
      : uncaught === undefined || !isOfException
        ? undefined
        : `An exception was not caught: ${firstLine(uncaught)}.`
  const cause = killedFor?.error ?? (isOfException ? uncaught : undefined)
  return new CrashError({ ...facts, exit, reason, stderr, uptimeMs, cause }, detail)
}

// Node's own exit codes, https://nodejs.org/api/process.html#exit-codes
const INVALID_ARGUMENT = 9

/** A process that died, or never lived, before its closure began. */
export function startError(
  facts: CallFacts,
  death: Death,
  {
    bundlePath,
    cwd,
    isSetup = false,
  }: { bundlePath: string; cwd: string | undefined; isSetup?: boolean },
): StartError {
  const { exit, reason, stderr, error } = death
  const details = { ...facts, stderr, ...(exit && { exit }), ...(reason && { reason }) }
  if (error !== undefined) {
    return new StartError({ ...details, cause: error }, ...whyNotSpawned(error, cwd))
  }
  if (!node.fs.existsSync(bundlePath)) {
    return new StartError(
      details,
      `the worker bundle ${bundlePath} is missing`,
      'Build again, and deploy the `verdigris` folder with the program.',
    )
  }
  if (exit?.code === INVALID_ARGUMENT) {
    return new StartError(details, 'Node refused its options', 'Check `execArgv` and NODE_OPTIONS.')
  }
  const how = exit === undefined ? 'ended' : deathOf(exit, reason ?? 'exit')
  if (isSetup) return new StartError(details, `its process ${how} while its setup ran`, '')
  return new StartError(
    details,
    `its process ${how} while the worker module was loaded`,
    'What the closure imports or uses at the top level of its file runs before the closure does.',
  )
}

/** What `spawn` says (errno(3), as Node names it), and what to do about it. */
function whyNotSpawned(error: NodeJS.ErrnoException, cwd: string | undefined): [string, string] {
  switch (error.code) {
    case 'EAGAIN':
      return [
        'the system has no process left for it (EAGAIN)',
        'Raise the limit (`ulimit -u`, pids.max of the cgroup) or run fewer at a time.',
      ]
    case 'EMFILE':
    case 'ENFILE':
      return [
        `no file descriptor is left for its pipes (${error.code})`,
        'Close what is open, or raise the limit (`ulimit -n`).',
      ]
    case 'ENOMEM':
      return ['the system has no memory left for it (ENOMEM)', 'Run fewer at a time.']
    case 'ENOENT':
      if (cwd !== undefined && !node.fs.existsSync(cwd)) {
        return [`its directory ${cwd} does not exist`, 'Check the option `cwd`.']
      }
      return [
        `${process.execPath} is not there any more`,
        'Was Node replaced while it was running?',
      ]
    case 'EACCES':
    case 'EPERM':
      return [
        `the system does not allow to run ${process.execPath} (${error.code})`,
        'Check the permissions of that file, of `cwd`, and of the sandbox that the program runs in.',
      ]
    case 'ERR_ACCESS_DENIED':
      return [
        "Node's permission model does not allow child processes",
        'Start the program with `--allow-child-process`.',
      ]
    case 'E2BIG':
      return ['its environment and arguments are too long (E2BIG)', 'Shorten `env` or `execArgv`.']
    default:
      return [error.message, '']
  }
}

export function loadError(facts: CallFacts, cause: unknown): StartError {
  return new StartError(
    { ...facts, cause },
    `its worker module threw while it was loaded: ${firstLine(cause)}`,
    'What the closure imports or uses at the top level of its file runs in each process, before the closure does.',
  )
}

export function refusalError(facts: CallFacts, refusal: Refusal, detail: string): VerdigrisError {
  if (refusal === 'label' || refusal === 'build') return new UnknownLabelError(facts, detail)
  return new StartError(facts, detail, '')
}

/** A message that could not be sent or understood. */
export function problemError(
  facts: CallFacts,
  problem: Problem,
  direction: Direction,
  stderr = '',
): VerdigrisError {
  switch (problem.type) {
    case 'malformed':
      return new ProtocolError({ ...facts, stderr }, problem.detail)
    case 'too-large': {
      const { bytes, limit } = problem
      return new MessageTooLargeError({ ...facts, direction, bytes, limit })
    }
    case 'unserializable': {
      const path = pathOf(direction, problem.path)
      return new SerializationError({ ...facts, direction, path }, problem.what, problem.advice)
    }
  }
}

/** `captured user.socket`, because captures are variables; `result.socket`, because a result has no name. */
function pathOf(direction: Direction, path: string): string {
  if (direction === 'argument') return `arguments${path}`
  if (direction !== 'captured') return `${direction}${path}`
  return path === '' ? 'captured variables' : `captured ${path.replace(/^\./, '')}`
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? ''
}
