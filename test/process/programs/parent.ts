// A program of its own, to be killed: starts what its argument names and says on stdout when it is there.
import { spawn } from 'node:child_process'
import { task } from 'verdigris'
import koffi from 'koffi'

const scenario = process.argv[2] ?? ''
const say = (line: string): void => console.log(line)

switch (scenario) {
  case 'busy-loop':
    await task('busy-loop', { stdout: say }, () => {
      console.log(`child ${process.pid}`)
      for (;;);
    })
    break
  case 'blocking-call':
    await task('blocking-call', { stdout: say }, () => {
      const sleep = koffi.load('libc.so.6').func('unsigned int sleep(unsigned int seconds)')
      console.log(`child ${process.pid}`)
      for (;;) sleep(600)
    })
    break
  case 'grandchild':
    await task('grandchild', { stdout: say }, () => {
      const { pid } = spawn('sleep', ['600'], { stdio: 'inherit' })
      console.log(`child ${process.pid}`)
      console.log(`child ${pid}`)
      for (;;);
    })
    break
  case 'nested':
    await task('nested', { stdout: say }, () =>
      task('nested-busy', { stdout: (line) => console.log(line) }, () => {
        console.log(`child ${process.pid}`)
        for (;;);
      }),
    )
    break
  case 'stopped':
    await task('stopped', { stdout: say }, () => {
      console.log(`child ${process.pid}`)
      process.kill(process.pid, 'SIGSTOP')
      for (;;);
    })
    break
  case 'many': {
    const calls = Array.from({ length: 8 }, () =>
      task('many', { stdout: say }, () => {
        console.log(`child ${process.pid}`)
        for (;;);
      }),
    )
    await Promise.all(calls)
    break
  }
  case 'abandons': {
    const stream = task('abandons', function* () {
      for (let i = 0; ; i++) yield i
    })
    await stream.next()
    say('child 0')
    break
  }
  case 'deaf': {
    // Its stderr is a pipe that nobody reads any more.
    say('child 0')
    await new Promise((resolve) => setTimeout(resolve, 200))
    await task('deaf', () => {
      for (let i = 0; i < 100; i++) console.error('text '.repeat(100))
    })
    say('child 1')
    break
  }
  case 'exits': {
    void task('exits', { stdout: (line) => (say(line), process.exit(7)) }, () => {
      console.log(`child ${process.pid}`)
      for (;;);
    })
    break
  }
}
