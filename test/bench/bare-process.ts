// A process of Node that does nothing but say that it is there.

import { spawn } from 'node:child_process'

/** Milliseconds from the start to the first byte on file descriptor 3. */
export async function timeBareProcess(script: string): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  await new Promise((resolve) => child.stdio[3]?.once('data', resolve))
  const ms = performance.now() - startedAt
  await exited
  return ms
}
