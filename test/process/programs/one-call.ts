// Makes one call, or starts one worker, and prints what it fails with, for tests that need a program of their own.
import { execFileSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { task, type VerdigrisError, worker } from 'verdigris'

if (process.env['EXHAUST'] === 'processes') {
  execFileSync('prlimit', ['--nproc=0:0', '--pid', String(process.pid)])
}
if (process.env['EXHAUST'] === 'descriptors') {
  try {
    for (;;) openSync('/dev/null', 'r')
  } catch {
    // None is left, which was the purpose.
  }
}

const call =
  process.env['STARTS'] === 'worker'
    ? worker('the-one-worker', () => () => process.pid)
    : task('the-one-call', () => process.pid)
const report = await call.then(
  () => ({ message: 'no error' }),
  ({ name, code, message, outcome, phase, cause }: VerdigrisError) => ({
    ...{ name, code, message, outcome, phase },
    cause: (cause as NodeJS.ErrnoException | undefined)?.code,
  }),
)
console.log(JSON.stringify(report))
