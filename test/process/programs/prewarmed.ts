// A task whose module is loaded as the environment of its process says.
import { closeSync } from 'node:fs'
import { task, type TaskOptions } from 'verdigris'

const loaded = load()

function load(): number {
  switch (process.env['PREWARM_LOAD']) {
    case 'throw':
      throw new RangeError('no engine')
    case 'exit':
      return process.exit(3)
    case 'crash':
      process.stderr.write('the engine is on fire\n')
      process.kill(process.pid, 'SIGSEGV')
      break
    case 'hang':
      for (;;);
    case 'close':
      closeSync(3)
      for (;;);
  }
  return process.pid
}

/** Gives the process that has loaded the module, which is that of the call. */
export function engine(options: TaskOptions = {}) {
  return task('prewarmed', options, () => {
    if (loaded !== process.pid) throw new Error('another process')
    return process.pid
  })
}
