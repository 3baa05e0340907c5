// Looks at the processes of the machine, as they are in /proc. Processes are marked through the
// environment, which everything that they start inherits, whoever their parent is by then.
import { readdirSync, readFileSync } from 'node:fs'

const MARK = 'VERDIGRIS_TEST_MARK'

/** Marks this process and all that it will start. Gives a function that finds them, without this one. */
export function markDescendants(): () => number[] {
  const mark = `${MARK}=${process.pid}-${Math.random()}`
  const [name = '', value] = mark.split('=')
  process.env[name] = value
  return () => findMarked(mark).filter((pid) => pid !== process.pid)
}

/** An environment for a process to be found by later. */
export function markedEnvironment(): { env: NodeJS.ProcessEnv; find: () => number[] } {
  const value = `${process.pid}-${Math.random()}`
  return {
    env: { ...process.env, [MARK]: value },
    find: () => findMarked(`${MARK}=${value}`),
  }
}

/** Children of `pid`, dead ones that nobody has waited for included. */
export function childrenOf(pid: number): number[] {
  return pids().filter((other) => statOf(other)?.parent === pid)
}

/** True if the process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  const stat = statOf(pid)
  return stat !== undefined && stat.state !== 'Z' && stat.state !== 'X'
}

/** Resolves when `condition` holds; the test's own time limit is the only other way out. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** For the end of a test: fails if something is left after a while, and ends it, so that the next test starts afresh. */
export async function expectNoneLeft(find: () => number[]): Promise<void> {
  const patience = AbortSignal.timeout(10_000)
  await until(() => patience.aborted || find().length === 0)
  const left = find()
  for (const pid of left) process.kill(pid, 'SIGKILL')
  if (left.length > 0) throw new Error(`${left.length} processes were left`)
}

function findMarked(mark: string): number[] {
  return pids().filter((pid) => isAlive(pid) && environmentOf(pid).includes(mark))
}

function pids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

function environmentOf(pid: number): string[] {
  return read(`/proc/${pid}/environ`).split('\0')
}

/** proc_pid_stat(5): the name may hold spaces and parentheses, so count from its end. */
function statOf(pid: number): { state: string; parent: number } | undefined {
  const stat = read(`/proc/${pid}/stat`)
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === undefined || parent === undefined ? undefined : { state, parent: Number(parent) }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
