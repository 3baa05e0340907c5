// One function for each way in which a task can go well or badly.
import { spawn } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { task, type TaskOptions } from 'verdigris'

const GREETING = 'hello'

export function add(a: number, b: number) {
  return task('add', () => a + b)
}

export function describeWorld(options: TaskOptions = {}) {
  return task('describe-world', options, () => ({
    pid: process.pid,
    cwd: process.cwd(),
    execArgv: process.execArgv,
    env: { ...process.env },
    sameHost: hostname().length > 0,
    greeting: GREETING,
  }))
}

export function echo(value: unknown, options: TaskOptions = {}) {
  return task('echo', options, () => value)
}

export function isStrict() {
  return task('is-strict', () =>
    (function (this: unknown) {
      return this === undefined
    })(),
  )
}

export async function later(ms: number) {
  return task('later', async () => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    return 'later'
  })
}

export function throwError() {
  return task('throw-error', () => {
    const error = new RangeError('out of range', { cause: new SyntaxError('inner') })
    throw Object.assign(error, { code: 'E_RANGE', detail: { n: 1 } })
  })
}

export function throwValue(value: unknown) {
  return task('throw-value', () => {
    throw value
  })
}

export function readStacks() {
  return task('read-stacks', () => {
    const printed = { name: 'Trace', message: 'here' }
    Error.captureStackTrace(printed)
    const ofNode = (() => {
      try {
        return String(process.kill(process.pid, 'SIGNONE'))
      } catch (error) {
        return (error as Error).stack
      }
    })()
    return [new RangeError('read here').stack, (printed as { stack?: string }).stack, ofNode]
  })
}

export function throwWithOwnFormat() {
  return task('own-format', () => {
    Error.prepareStackTrace = (error, frames) =>
      [`own: ${error.message}`, ...frames.map((frame) => `    at ${String(frame)}`)].join('\n')
    throw new RangeError('format')
  })
}

export function throwLater() {
  return task('throw-later', () => new Promise<void>(() => setTimeout(() => fail('not caught'))))
}

function fail(message: string): never {
  throw new TypeError(message)
}

export function neverSettles() {
  return task('never-settles', () => new Promise<void>(() => {}))
}

export function signalItself(name: NodeJS.Signals) {
  return task('signal-itself', () => {
    process.kill(process.pid, name)
    for (;;);
  })
}

export function abort() {
  return task('abort', () => process.abort())
}

export function exit(code: number) {
  return task('exit', () => process.exit(code))
}

export function exitHandled(options: TaskOptions) {
  return task('exit-handled', options, () => {
    process.on('exit', () => console.log('exit handler ran'))
    setInterval(() => {}, 1000)
    return 'value'
  })
}

export function overflow() {
  return task('overflow', () => {
    const recurse = (n: number): number => recurse(n + 1) + 1
    return recurse(0)
  })
}

export function overflowUncaught() {
  return task(
    'overflow-uncaught',
    () =>
      new Promise<void>(() => {
        const recurse = (n: number): number => recurse(n + 1) + 1
        setTimeout(recurse, 0, 0)
      }),
  )
}

export function hang(options: TaskOptions = {}) {
  return task('hang', options, () => {
    process.on('SIGTERM', () => {})
    for (;;);
  })
}

export function slowToLoad(options: TaskOptions) {
  return task('slow-to-load', options, () => Date.now())
}

export function fillHeap(memory: number) {
  return task('fill-heap', { memory, stderr: 'ignore' }, () => {
    const all: unknown[] = []
    for (;;) all.push(new Array(1000).fill(0.5))
  })
}

export function fillNativeMemory(memory: number) {
  return task('fill-native-memory', { memory }, () => {
    const all: Buffer[] = []
    for (;;) all.push(Buffer.alloc(4 * 1024 * 1024, 1))
  })
}

export function print(options: TaskOptions) {
  return task('print', options, () => {
    console.log('out 1')
    console.error('err 1')
    process.stdout.write('out 2, no line break')
    process.stderr.write('grüße')
    return 'printed'
  })
}

export function printThenCrash(options: TaskOptions) {
  return task('print-then-crash', options, () => {
    writeSync(2, `${'x'.repeat(100)}\n`.repeat(1000))
    writeSync(2, 'the very last words')
    process.kill(process.pid, 'SIGKILL')
    for (;;);
  })
}

export function returnFunction() {
  return task('return-function', () => ({ rows: [{ close: () => {} }] }) as unknown)
}

export function returnBytes(bytes: number, options: TaskOptions = {}) {
  return task('return-bytes', options, () => Buffer.alloc(bytes))
}

class Session {
  user = 'me'
}

export function captureInstance() {
  const session = { inner: new Session() }
  return task('capture-instance', () => session.inner.user)
}

export async function captureSocket() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const user: { session: { socket: Socket } } = {
    session: { socket: connect(port, '127.0.0.1') },
  }
  try {
    return await task('capture-socket', () => user.session.socket.remotePort)
  } finally {
    user.session.socket.destroy()
    server.close()
  }
}

export function closeLine(livesOn: boolean) {
  return task('close-line', () => {
    closeSync(3)
    while (livesOn);
    return 'unsent'
  })
}

export function reuseLine(file: string) {
  return task('reuse-line', () => {
    closeSync(3)
    return openSync(file, 'w')
  })
}

export function writeToLine(bytes: Uint8Array) {
  return task('write-to-line', () => {
    writeSync(3, bytes)
    for (;;);
  })
}

export function startGrandchild(options: TaskOptions) {
  return task('start-grandchild', options, () => {
    const { pid } = spawn('sleep', ['600'], { stdio: 'inherit' })
    console.log(String(pid))
    for (;;);
  })
}

export function leaveGrandchild() {
  return task('leave-grandchild', () => {
    const grandchild = spawn('sleep', ['600'], { stdio: 'inherit' })
    grandchild.unref()
    return grandchild.pid
  })
}

export function nested(n: number) {
  return task('nested-outer', async () => {
    const inner = await task('nested-inner', () => ({ n: n + 1, pid: process.pid }))
    return { inner, pid: process.pid }
  })
}

export function descend(): Promise<number> {
  return task('descend', () => descend())
}

export function* localRows(): Generator<number> {
  yield 1
  yield 2
}

export function rows(count: number, options: TaskOptions = {}) {
  return task('rows', options, async function* () {
    for (let i = 0; i < count; i++) {
      await null
      yield { i }
    }
    return 'end'
  })
}

export function endless(options: TaskOptions = {}) {
  return task('endless', options, function* () {
    try {
      for (let i = 0; ; i++) yield i
    } finally {
      console.log('finally ran')
    }
  })
}

export function streamThen(
  what: 'crash' | 'throw' | 'hang' | 'function' | 'stall',
  options: TaskOptions = {},
) {
  return task('stream-then', options, async function* (): AsyncGenerator<unknown> {
    yield 1
    yield 2
    // What is made in one turn of the event loop leaves together, at its end.
    if (what === 'crash') {
      await new Promise((resolve) => setImmediate(resolve))
      process.kill(process.pid, 'SIGSEGV')
    }
    if (what === 'throw') throw new TypeError('in the stream')
    if (what === 'function') yield { f: () => {} }
    if (what === 'stall') await new Promise(() => {})
    for (;;);
  })
}

export function streamOfAnother() {
  return task('stream-of-another', () => localRows())
}

export function countedRows(options: TaskOptions) {
  return task('counted-rows', options, function* () {
    for (let i = 0; ; i++) {
      console.log(i)
      yield i
    }
  })
}

export function sumLater(bytes: Uint8Array) {
  return task('sum-later', () => bytes.reduce((sum, byte) => sum + byte, 0))
}

export function printMuch(lines: number, options: TaskOptions) {
  return task('print-much', options, () => {
    for (let i = 0; i < lines; i++) console.log(`line ${i}`)
    return lines
  })
}

export function endWhilePaused() {
  return task('end-while-paused', async function* (): AsyncGenerator<number> {
    for (let i = 0; ; i++) {
      // The last that may be sent before the reader is back.
      if (i === 15) setTimeout(() => process.exit(9), 50)
      yield i
    }
  })
}

export function closeLineInStream() {
  return task('close-line-in-stream', async function* (): AsyncGenerator<number> {
    yield 1
    yield 2
    closeSync(3)
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  })
}

export function crashWithReusedLine(file: string) {
  return task('crash-with-reused-line', async () => {
    closeSync(3)
    openSync(file, 'w')
    await new Promise(() => setTimeout(fail, 0, 'not caught'))
  })
}

export function hangless(options: TaskOptions) {
  return task('hangless', options, async () => {
    await new Promise((resolve) => setTimeout(resolve, 250))
    return 'answer'
  })
}

export function cutFrame(livesOn: boolean) {
  return task('cut-frame', () => {
    // The header of a result of a thousand bytes, and then nothing.
    writeSync(3, Buffer.from([0, 0, 0, 0x45, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0xe8, 0x5b]))
    if (!livesOn) process.kill(process.pid, 'SIGKILL')
    closeSync(3)
    for (;;);
  })
}
