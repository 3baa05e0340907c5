// Processes of Node that are started for one thing and then gone.

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

/** Whatever happens, none lives longer. */
export const LIFE_LIMIT_MS = 30_000

/** One that does nothing but say that it is there, at its first byte on file descriptor 3. */
export async function startBare(script: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    timeout: LIFE_LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  await once(child.stdio[3]!, 'data')
  return child
}

/** Milliseconds from the start to the first byte on file descriptor 3. */
export async function timeBare(script: string): Promise<number> {
  const startedAt = performance.now()
  const child = await startBare(script)
  const ms = performance.now() - startedAt
  await hasExited(child)
  return ms
}

/**
 * Milliseconds from a byte to a process that has waited for it for so long, to its answer, or to the end of its line if
 * it dies of that; and so on with the next process.
 */
export async function timeWaiting(waitMs: number, ...scripts: string[]): Promise<number> {
  const children: ChildProcess[] = []
  for (const script of scripts) children.push(await startBare(script))
  const wires = children.map((child) => child.stdio[3] as Duplex)
  await sleep(waitMs)
  const startedAt = performance.now()
  for (const wire of wires) {
    wire.write('x')
    await Promise.race([once(wire, 'data'), once(wire, 'end')])
  }
  const ms = performance.now() - startedAt
  for (const wire of wires) wire.destroy()
  await Promise.all(children.map(hasExited))
  return ms
}

/** From the call to its value. The process has ended when this resolves. */
export async function timeTask(runTask: () => Promise<number>): Promise<number> {
  const startedAt = performance.now()
  const pid = await runTask()
  const ms = performance.now() - startedAt
  await isGone(pid)
  return ms
}

/** From `fork` to the answer to one message. */
export async function timeFork(script: string): Promise<number> {
  const startedAt = performance.now()
  const child = fork(script, { timeout: LIFE_LIMIT_MS, killSignal: 'SIGKILL' })
  child.send([1, 2])
  await once(child, 'message')
  const ms = performance.now() - startedAt
  child.disconnect()
  await hasExited(child)
  return ms
}

/** From `new Worker` to the answer to one message. */
export async function timeThread(script: string): Promise<number> {
  const startedAt = performance.now()
  const thread = new Worker(script)
  thread.postMessage([1, 2])
  await once(thread, 'message')
  const ms = performance.now() - startedAt
  await thread.terminate()
  return ms
}

export async function hasExited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** The next round starts on a quiet machine. */
async function isGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await sleep(1)
  }
}
