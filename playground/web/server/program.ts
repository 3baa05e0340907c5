// The sacrificial program: an ordinary Node process with a clock. It lets failures loose in itself, in a thread, or
// in a task, as it is told; whatever it dies of, the page's server starts it again.

import { spawn } from 'node:child_process'
import { inspect } from 'node:util'
import { Worker } from 'node:worker_threads'

import { task } from 'verdigris'

import { failures } from '../../failures.ts'
import { failures as failuresHere } from '../../failures.ts?here'
import { observe } from '../../outcome.ts'
import type { Place } from '../protocol.ts'
import { ProcessWatch, type SeenProcess } from './process-watch.ts'

/** What the page's server asks for. */
export type ToProgram =
  | { type: 'run'; label: string; place: Place; folder: string }
  | { type: 'be-busy' }

/** What it hears. */
export type FromProgram =
  | { type: 'tick'; at: number }
  | { type: 'processes'; list: SeenProcess[] }
  | { type: 'ran'; answer: Answer }
  | { type: 'busy'; processes: { pid: number; label: string }[] }

/** What came of a failure that the program has survived. */
export interface Answer {
  title: string
  printed: string
  fields: Record<string, unknown>
  /** A thread is left that nothing can end. */
  isStuck: boolean
}

const TICK_MS = 50
const PROCESSES_MS = 250
const THREAD_LIMIT_MS = 1000
const TERMINATE_LIMIT_MS = 1000
const THREAD_HEAP_MIB = 224
const BUSY_TASKS = 2

const modules = JSON.parse(process.env.PLAYGROUND_RUNNER ?? '') as { url: string; token: string }
// Not for the processes of its tasks.
delete process.env.PLAYGROUND_RUNNER

const watch = new ProcessWatch(() => sendProcesses())

setInterval(() => send({ type: 'tick', at: performance.timeOrigin + performance.now() }), TICK_MS)
setInterval(() => sendProcesses(), PROCESSES_MS)
process.on('disconnect', () => process.exit())
// A main thread that hangs hears nothing of that.
new Worker(new URL('life-line.js', import.meta.url)).unref()
process.on('message', (message: ToProgram) => {
  // Whatever comes of it is the answer.
  void answer(message).then(send)
})

async function answer(message: ToProgram): Promise<FromProgram> {
  if (message.type === 'be-busy') return { type: 'busy', processes: await startBusyTasks() }
  const { label, place, folder } = message
  return { type: 'ran', answer: await run(label, place, folder) }
}

function run(label: string, place: Place, folder: string): Promise<Answer> {
  switch (place) {
    case 'program':
      return runInProgram(label, folder)
    case 'thread':
      return runInThread(label, folder)
    case 'task':
      return runInTask(label, folder)
  }
}

async function runInProgram(label: string, folder: string): Promise<Answer> {
  const failure = failuresHere.find((each) => each.label === label)
  try {
    return toAnswer('It ended well', await failure?.run(folder))
  } catch (error) {
    return toAnswer('It threw, and the program caught it', error)
  }
}

async function runInTask(label: string, folder: string): Promise<Answer> {
  const failure = failures.find((each) => each.label === label)
  if (failure === undefined) return toAnswer('There is no such failure', label)
  const { error, facts, stderr, printed } = await observe(failure, folder)
  return { title: error, printed, fields: { ...facts, stderr }, isStuck: false }
}

function runInThread(label: string, folder: string): Promise<Answer> {
  const thread = new Worker(process.argv[1] ?? '', {
    workerData: { ...modules, entry: '/web/server/thread.ts', label, folder },
    resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MIB },
  })
  return new Promise((resolve) => {
    let isEnding = false
    thread.on('message', (message: { type: 'running' } | { type: 'ended'; value: unknown }) => {
      if (message.type === 'ended') return resolve(toAnswer('It ended well', message.value))
      setTimeout(() => {
        isEnding = true
        void endThread(thread).then(resolve)
      }, THREAD_LIMIT_MS).unref()
    })
    thread.on('error', (error) => resolve(toAnswer('The thread alone has ended', error)))
    thread.on('exit', (code) => {
      if (!isEnding) resolve(toAnswer('The thread alone has ended', `Its exit code is ${code}.`))
    })
  })
}

async function endThread(thread: Worker): Promise<Answer> {
  const limit = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), TERMINATE_LIMIT_MS).unref()
  })
  const code = await Promise.race([thread.terminate(), limit])
  const asked = `No answer within ${THREAD_LIMIT_MS} ms. terminate() was called`
  if (code !== undefined) return toAnswer('The thread was ended', `${asked}, and it stopped.`)
  const text = `${asked}, and ${TERMINATE_LIMIT_MS} ms later it still runs: native code does not look up.`
  return { ...toAnswer('Nothing can end the thread', text), isStuck: true }
}

function toAnswer(title: string, value: unknown): Answer {
  const printed = typeof value === 'string' ? value : inspect(value)
  return { title, printed, fields: {}, isStuck: false }
}

/** Each computes for ever, beside a process that it has started itself. */
async function startBusyTasks(): Promise<{ pid: number; label: string }[]> {
  const started = Array.from({ length: BUSY_TASKS }, async () => {
    const stream = task('busy', { stderr: 'ignore' }, function* () {
      yield { own: process.pid, sleeper: spawn('sleep', ['60']).pid ?? 0 }
      for (;;);
    })[Symbol.asyncIterator]()
    const { value } = await stream.next()
    // There is no next one.
    stream.next().catch(() => {})
    const { own, sleeper } = value
    return [
      { pid: own, label: 'busy' },
      { pid: sleeper, label: 'sleep, started by it' },
    ]
  })
  return (await Promise.all(started)).flat()
}

function sendProcesses(): void {
  send({ type: 'processes', list: watch.list() })
}

function send(message: FromProgram): void {
  // Nobody listens while the page's server ends.
  if (process.connected) process.send?.(message)
}
