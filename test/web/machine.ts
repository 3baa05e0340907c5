// Processes of the machine, as the web tests look at them.

import { readFileSync } from 'node:fs'

/** The browser and the bundler are started by tests, too, and live longer than the server. */
export function withoutTools(find: () => number[]): () => number[] {
  return () => find().filter((pid) => !/chrom|esbuild/.test(read(`/proc/${pid}/cmdline`)))
}

/** proc_pid_status(5): `State`, `PPid` and the like. */
export function statusOf(pid: number, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(read(`/proc/${pid}/status`))?.[1] ?? ''
}

/** How many milliseconds a process was ready to run and had no core: what a busy machine did to it. */
export function waitedForCore(pid: number): number {
  const [, nanoseconds = '0'] = read(`/proc/${pid}/schedstat`).split(' ')
  return Number(nanoseconds) / 1e6
}

/** The label that a process of the library was started for. */
export function startedFor(pid: number): string | undefined {
  const prefix = 'VERDIGRIS_LABEL='
  return read(`/proc/${pid}/environ`)
    .split('\0')
    .find((each) => each.startsWith(prefix))
    ?.slice(prefix.length)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
