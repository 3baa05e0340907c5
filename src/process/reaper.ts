// No orphans. A process that is killed by SIGKILL cannot clean up after itself, so each program that has
// children keeps one tiny guard: a shell that holds the read end of a pipe and a list of process groups.
// When the program is gone, for whatever reason, the pipe ends and the guard kills what is on the list.
//
// PR_SET_PDEATHSIG would do this for the child alone: not for what the child has started, only on Linux,
// only with util-linux at hand, and it fires when the *thread* that spawned ends. The guard costs nothing
// on the path of a call: a group is on its list before its process is told what to do.
import type { ChildProcess } from 'node:child_process'
import type { Writable } from 'node:stream'
import { isSingleExecutable } from './command.ts'
import { type Command, nodeGuard, shellGuard } from './guard-programs.ts'
import { node } from '../wire/node.ts'

// A guard that ends sooner than this cannot live here; another kind is tried, and then none.
const MIN_LIFE_MS = 1_000

const guarded = new Set<number>()
// A single executable cannot run anything but its program.
const kinds = isSingleExecutable() ? [shellGuard] : [shellGuard, nodeGuard]
let guard: ChildProcess | undefined

/** Has the process group `group` killed when this process is gone. */
export function guardGroup(group: number): void {
  guarded.add(group)
  if (guard === undefined) startGuard()
  else tell('+', group)
}

/** Forgets a group that has ended. */
export function unguardGroup(group: number): void {
  if (guarded.delete(group)) tell('-', group)
}

function startGuard(): void {
  const [makeCommand] = kinds
  if (makeCommand === undefined) return
  const startedAt = performance.now()
  let started: ChildProcess
  try {
    // With its list from the start: a guard that takes the place of another must know what that one knew.
    started = spawnGuard(makeCommand([...guarded]))
  } catch (error) {
    return onFailed(error)
  }
  guard = started
  started.once('error', (error) => {
    if (guard === started) onFailed(error)
  })
  started.once('exit', () => {
    if (guard !== started) return
    if (performance.now() - startedAt < MIN_LIFE_MS) return onFailed('it ended at once')
    guard = undefined
    if (guarded.size > 0) startGuard()
  })
}

function spawnGuard([command, args, env]: Command): ChildProcess {
  const started = node.childProcess.spawn(command, args, {
    // A group of its own: what is sent to ours (Ctrl-C, `kill -9 -pgid`) must not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env,
    cwd: '/',
  })
  // Neither the guard nor its pipe keeps a program alive that has nothing else to do.
  started.unref()
  const pipe = started.stdin as (Writable & { unref: () => void }) | null | undefined // a socket
  pipe?.unref()
  pipe?.on('error', () => {}) // EPIPE: 'exit' follows
  return started
}

function onFailed(reason: unknown): void {
  guard = undefined
  kinds.shift()
  if (kinds.length > 0) return startGuard()
  process.emitWarning(`Children will outlive this process if it is killed: ${String(reason)}`, {
    code: 'VERDIGRIS_NO_GUARD',
  })
}

function tell(what: '+' | '-', group: number): void {
  guard?.stdin?.write(`${what} ${group}\n`)
}
