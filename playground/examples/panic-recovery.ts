// A worker that some inputs take down. It is restarted at once, by itself: the next call finds a new process, in which
// the setup has run again. State is gone.

import koffi from 'koffi'
import { CrashError, worker } from 'verdigris'

const LIBC = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6'

await using fragile = await worker('fragile', () => {
  const strlen: (text: string | null) => number = koffi
    .load(LIBC)
    .func('size_t strlen(const char *s)')
  let calls = 0
  return (input: string) => {
    calls += 1
    if (input === 'error') throw new Error('Not a good word')
    if (input === 'exit') process.exit(3)
    const length = strlen(input === 'null' ? null : input)
    return `${length} letters, call ${calls} of process ${process.pid}`
  }
})
fragile.on('restart', ({ pid, restarts }) =>
  console.log(`  restart ${restarts}: process ${pid} has taken over`),
)

console.log(`This is process ${process.pid}, the worker is process ${fragile.pid}.`)

for (const input of ['hello', 'world', 'null', 'again', 'exit', 'error', 'final']) {
  try {
    console.log(`${input.padEnd(6)} ${await fragile.call(input)}`)
  } catch (error) {
    console.log(`${input.padEnd(6)} ${describe(error)}`)
  }
}

const { calls, failed, crashes, restarts } = fragile.stats()
console.log(`${calls} calls, ${failed} failed: ${crashes} crashes, ${restarts} restarts.`)
console.log(`This is still process ${process.pid}.`)

function describe(error: unknown): string {
  if (!(error instanceof CrashError)) return `thrown: ${String(error)}`
  const { pid, signal, exitCode } = error
  return `crash: process ${pid} ended with ${signal ?? `exit code ${exitCode}`}`
}
