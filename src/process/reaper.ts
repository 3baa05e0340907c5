// No orphans. A process that is killed by SIGKILL cannot clean up after itself, so each program that has
// children keeps one tiny guard: a shell that holds the read end of a pipe and a list of process groups.
// When the program is gone, for whatever reason, the pipe ends and the guard kills what is on the list.
//
// PR_SET_PDEATHSIG would do this for the child alone: not for what the child has started, only on Linux,
// only with util-linux at hand, and it fires when the *thread* that spawned ends. The guard costs nothing
// on the path of a call: a group is on its list before its process is told what to do.
import type { ChildProcess } from 'node:child_process'
import { nodeGuard, shellGuard } from './guard-programs.ts'
import { node } from '../wire/node.ts'

const guarded = new Set<number>()
let guard: ChildProcess | undefined
let makeCommand = shellGuard

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
  // With its list from the start: a guard that takes the place of another must know what that one knew.
  const [command, args] = makeCommand([...guarded])
  const started = node.childProcess.spawn(command, args, {
    // A group of its own: what is sent to ours (Ctrl-C, `kill -9 -pgid`) must not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    cwd: '/',
  })
  guard = started
  // Neither the guard nor its pipe keeps a program alive that has nothing else to do.
  started.unref()
  ;(started.stdin as unknown as { unref: () => void }).unref()
  started.stdin?.on('error', () => {}) // EPIPE: 'exit' follows and starts another
  started.once('error', (error) => {
    if (guard === started) guard = undefined
    if (makeCommand === shellGuard) {
      makeCommand = nodeGuard
      startGuard()
    } else {
      process.emitWarning(`Children will outlive this process if it is killed: ${error.message}`, {
        code: 'VERDIGRIS_NO_GUARD',
      })
    }
  })
  started.once('exit', () => {
    if (guard !== started) return
    guard = undefined
    if (guarded.size > 0) startGuard()
  })
}

function tell(what: '+' | '-', group: number): void {
  guard?.stdin?.write(`${what} ${group}\n`)
}
