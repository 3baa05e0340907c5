// Fills memory until the kernel steps in, then is killed by somebody else.
import { CrashError, task } from 'verdigris'

function report(error: unknown): void {
  if (!(error instanceof CrashError)) throw error
  console.log(error.signal, error.reason)
}

await task('fill', () => {
  const all: Buffer[] = []
  for (;;) all.push(Buffer.alloc(1024 * 1024, 1))
}).catch(report)

await task('killed', () => {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}).catch(report)
