// No orphans. A process that is killed by SIGKILL cannot clean up after itself, so each program that has
// children keeps one tiny guard: a shell that holds the read end of a pipe and a list of process groups.
// When the program is gone, for whatever reason, the pipe ends and the guard kills what is on the list.
//
// PR_SET_PDEATHSIG would do this for the child alone: not for what the child has started, only on Linux,
// only with util-linux at hand, and it fires when the *thread* that spawned ends. The guard costs nothing
// on the path of a call: a group is on its list before its process is told what to do.
import { type ChildProcess, spawn } from 'node:child_process'

// Signals that a terminal or a supervisor sends to everybody must not take the guard away.
const SHELL_GUARD = `trap '' HUP INT QUIT TERM
groups=
while read -r what group; do
  case $what in
    +) groups="$groups $group" ;;
    -) rest=
       for other in $groups; do [ "$other" = "$group" ] || rest="$rest $other"; done
       groups=$rest ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done`

// For images without a shell: the same in JavaScript, at the price of a whole Node.
const NODE_GUARD = `for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM']) process.on(signal, () => {})
const groups = new Set()
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [what, group] = line.split(' ')
  what === '+' ? groups.add(group) : groups.delete(group)
}).on('close', () => {
  for (const group of groups) try { process.kill(-group, 'SIGKILL') } catch {}
  process.exit()
})`

const guarded = new Set<number>()
let guard: ChildProcess | undefined
let hasShell = true

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
  const [command, args] = hasShell
    ? ['/bin/sh', ['-c', SHELL_GUARD]]
    : [process.execPath, ['-e', NODE_GUARD]]
  const started = spawn(command, args, {
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
    if (hasShell) {
      hasShell = false
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
  for (const group of guarded) tell('+', group)
}

function tell(what: '+' | '-', group: number): void {
  guard?.stdin?.write(`${what} ${group}\n`)
}
