// Whatever kills a child, its call settles with what happened, and the program goes on.
import { readFileSync, stat } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  CrashError,
  ProtocolError,
  SerializationError,
  TimeoutError,
  VerdigrisError,
} from 'verdigris'
import { encodeFrame } from '../../src/wire/frame.ts'
import { loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { expectNoneLeft, isAlive, markDescendants, until } from './processes.ts'

const program = await loadProgram<typeof import('./programs/calls.ts')>('calls')
const findDescendants = markDescendants()
const MIB = 1024 * 1024

afterEach(() => expectNoneLeft(findDescendants))

async function crashOf(call: Promise<unknown>): Promise<CrashError> {
  const error = await failureOf(call)
  if (error instanceof CrashError) return error
  throw error
}

/** `line:column` of the call of a label in the source of the program, as an editor counts. */
function positionOf(label: string): string {
  const source = readFileSync(path.join(import.meta.dirname, 'programs/calls.ts'), 'utf8')
  const lines = source.split('\n')
  const at = lines.findIndex(
    (line, index) =>
      line.includes(`task('${label}'`) ||
      (line.endsWith('task(') && lines[index + 1]?.trim() === `'${label}',`),
  )
  return `${at + 1}:${(lines[at] ?? '').indexOf('task(') + 1}`
}

describe('a crash', () => {
  it.each([
    ['SIGSEGV', 'segfault'],
    ['SIGBUS', 'bus-error'],
    ['SIGILL', 'illegal-instruction'],
    ['SIGFPE', 'floating-point'],
    ['SIGKILL', 'killed'],
  ] as const)('by %s is an error with that signal', async (signal, reason) => {
    const error = await crashOf(program.signalItself(signal))
    expect(error).toMatchObject({
      code: 'ERR_CRASH',
      signal,
      exitCode: null,
      reason,
      label: 'signal-itself',
      callSite: `programs/calls.ts:${positionOf('signal-itself')}`,
      phase: 'running',
      outcome: 'unknown',
      attempts: 1,
    })
    expect(error.pid).toBeGreaterThan(1)
    expect(isAlive(error.pid ?? 0)).toBe(false)
    expect(error.uptimeMs).toBeGreaterThan(0)
    expect(await program.add(1, 1)).toBe(2)
  })

  it('by abort() is one too', async () => {
    expect(await crashOf(program.abort())).toMatchObject({ signal: 'SIGABRT', reason: 'abort' })
  })

  it('by process.exit has the exit code', async () => {
    const error = await crashOf(program.exit(3))
    expect(error).toMatchObject({ signal: null, exitCode: 3, reason: 'exit' })
  })

  it('by an exception that nothing catches has it as its cause', async () => {
    const error = await crashOf(program.throwLater())
    expect(error).toMatchObject({ exitCode: 1, reason: 'exit' })
    expect(error.cause).toBeInstanceOf(TypeError)
    expect((error.cause as TypeError).message).toBe('not caught')
    expect((error.cause as TypeError).stack).toContain('programs/calls.ts:')
    const [, stack = ''] = error.stderr.split('TypeError: not caught\n')
    expect(stack).toContain('programs/calls.ts:')
    expect(stack).not.toContain('.cjs')
  })

  it('by a recursion without end that nothing catches is a stack overflow', async () => {
    expect(await crashOf(program.overflowUncaught())).toMatchObject({ reason: 'stack-overflow' })
  })

  it('keeps the last 8 KiB of stderr', async () => {
    const { stderr } = await crashOf(program.printThenCrash({ stderr: 'ignore' }))
    expect(stderr.endsWith('\nthe very last words')).toBe(true)
    expect(Buffer.byteLength(stderr)).toBe(8192)
  })

  it('settles a promise that nothing is left to settle', async () => {
    const error = await crashOf(program.neverSettles())
    expect(error).toMatchObject({ exitCode: 0, reason: 'exit' })
    expect(error.message).toContain('event loop ran empty')
  })

  it('has the call of the program in its stack', async () => {
    const error = await crashOf(program.exit(1))
    expect(error.stack).toContain(`at task "exit" (programs/calls.ts:${positionOf('exit')})`)
    expect(error.stack).toContain('failures.test.ts')
  })
})

describe('memory', () => {
  it('that the heap takes is bounded', async () => {
    const error = await crashOf(program.fillHeap(160 * MIB))
    expect(error).toMatchObject({ reason: 'out-of-memory' })
  })

  it('that native code takes is bounded too', async () => {
    const error = await crashOf(program.fillNativeMemory(200 * MIB))
    expect(error).toMatchObject({ reason: 'out-of-memory', signal: 'SIGKILL' })
  })
})

describe('an error of the closure', () => {
  it('has its position in the source where the closure reads it, too', async () => {
    const [stack, captured, ofNode] = await program.readStacks()
    const frame = /^    at .*programs\/calls\.ts:\d+:\d+\)?$/
    expect(stack?.split('\n')).toEqual(['RangeError: read here', expect.stringMatching(frame)])
    expect(captured?.split('\n')).toEqual(['Trace: here', expect.stringMatching(frame)])
    const [first, inNode, ...rest] = ofNode?.split('\n') ?? []
    expect(first).toMatch(/^TypeError \[ERR_UNKNOWN_SIGNAL\]: /)
    expect(inNode).toContain('process.kill (node:')
    expect(rest).not.toHaveLength(0)
    for (const line of rest) expect(line).toMatch(frame)
  })

  it('has it where the closure writes stacks in its own way', async () => {
    const { stack } = (await failureOf(program.throwWithOwnFormat())) as Error
    const [first, second] = stack?.split('\n') ?? []
    expect(first).toBe('own: format')
    expect(second).toMatch(/programs\/calls\.ts:\d+:/)
    expect(stack).not.toContain('.cjs')
  })

  it('arrives as itself, with its position in the source and the call', async () => {
    const error = (await failureOf(program.throwError())) as RangeError & { code?: string }
    expect(error).toBeInstanceOf(RangeError)
    expect(error).not.toBeInstanceOf(VerdigrisError)
    expect(error).toMatchObject({ message: 'out of range', code: 'E_RANGE', detail: { n: 1 } })
    expect(error.cause).toBeInstanceOf(SyntaxError)
    const source = readFileSync(path.join(import.meta.dirname, 'programs/calls.ts'), 'utf8')
    const line = source.split('\n').findIndex((text) => text.includes("'out of range'")) + 1
    const [, first, second] = error.stack?.split('\n') ?? []
    expect(first).toContain(`programs/calls.ts:${line}:`)
    expect(second).toBe(
      `    at task "throw-error" (programs/calls.ts:${positionOf('throw-error')})`,
    )
    expect(error.stack).toContain('failures.test.ts')
  })

  it('may be anything', async () => {
    expect(await failureOf(program.throwValue('text'))).toBe('text')
    expect(await failureOf(program.throwValue(undefined))).toBe(undefined)
    expect(await failureOf(program.throwValue({ a: 1 }))).toEqual({ a: 1 })
  })

  it('is a RangeError where the recursion is JavaScript', async () => {
    expect(await failureOf(program.overflow())).toBeInstanceOf(RangeError)
  })
})

describe('a time limit', () => {
  it('ends a loop that hears nothing, counted from the start of the closure', async () => {
    const before = performance.now()
    const error = await failureOf(program.hang({ timeout: 200 }))
    expect(performance.now() - before).toBeGreaterThan(200)
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({
      code: 'ERR_TIMEOUT',
      timeoutMs: 200,
      phase: 'running',
      outcome: 'unknown',
    })
  })

  it('does not count what the process takes to start', async () => {
    const { afterSlowStart } =
      await loadProgram<typeof import('./programs/slow-start.ts')>('slow-start')
    const before = performance.now()
    expect(await afterSlowStart()).toBe('ready')
    expect(performance.now() - before).toBeGreaterThan(1500)
  })

  it('is not passed by an answer that has come while the program was busy', async () => {
    const call = program.hangless({ timeout: 400 })
    // In a callback of the file system: timers are next, before the pipes are looked at.
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        stat('/', () => {
          const end = performance.now() + 1000
          while (performance.now() < end);
          resolve()
        })
      }, 150)
    })
    expect(await call).toBe('answer')
  })

  it('counts for each item of a stream, and not while the reader is busy', async () => {
    const stream = program.streamThen('hang', { timeout: 150 })
    expect(await stream.next()).toMatchObject({ value: 1 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await stream.next()).toMatchObject({ value: 2 })
    expect(await failureOf(stream.next())).toBeInstanceOf(TimeoutError)
  })
})

describe('a signal', () => {
  it('kills the running process and rejects with its reason', async () => {
    const reason = new Error('changed my mind')
    const controller = new AbortController()
    const call = program.hang({ signal: controller.signal })
    setTimeout(() => controller.abort(reason), 100)
    expect(await failureOf(call)).toBe(reason)
  })

  it('that has been given already starts nothing', async () => {
    const error = await failureOf(program.hang({ signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ name: 'AbortError' })
    expect(findDescendants()).toEqual([])
  })

  it('takes a waiting call out of the queue, and disturbs no other', async () => {
    const controller = new AbortController()
    const others = Array.from({ length: 20 }, (_, n) => program.add(n, 0))
    const call = program.hang({ signal: controller.signal })
    controller.abort()
    expect(await failureOf(call)).toMatchObject({ name: 'AbortError' })
    expect(await Promise.all(others)).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })

  it('may serve many calls, without a warning of a leak', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error): unknown => warnings.push(warning)
    process.on('warning', onWarning)
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 20 }, () => program.describeWorld({ signal })))
    process.off('warning', onWarning)
    expect(warnings).toEqual([])
  })

  it('leaves no listener behind', async () => {
    const { signal } = new AbortController()
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...given: Parameters<typeof add>) => (listeners++, add(...given))
    signal.removeEventListener = (...given: Parameters<typeof remove>) => (
      listeners--,
      remove(...given)
    )
    await program.describeWorld({ signal })
    expect(listeners).toBe(0)
  })
})

describe('retries', () => {
  it('make a call again that has crashed, and count', async () => {
    const delays: number[] = []
    const backoff = (crashes: number): number => (delays.push(crashes), 0)
    const error = await crashOf(program.printThenCrash({ retries: 2, backoff, stderr: 'ignore' }))
    expect(error.attempts).toBe(3)
    expect(delays).toEqual([1, 2])
  })

  it('are not for time limits and errors of the closure', async () => {
    const error = await failureOf(program.hang({ retries: 3, timeout: 50 }))
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT', attempts: 1 })
  })
})

describe('a stream', () => {
  it.each([
    ['crash', (error: unknown) => expect(error).toMatchObject({ signal: 'SIGSEGV' })],
    ['throw', (error: unknown) => expect(error).toBeInstanceOf(TypeError)],
    ['function', (error: unknown) => expect(error).toBeInstanceOf(SerializationError)],
    ['stall', (error: unknown) => expect(error).toMatchObject({ reason: 'exit', exitCode: 0 })],
  ] as const)('gives what came before it ended by a %s', async (what, check) => {
    const items: unknown[] = []
    const error = await failureOf(
      (async () => {
        for await (const item of program.streamThen(what)) items.push(item)
      })(),
    )
    expect(items).toEqual([1, 2])
    check(error)
    const { stack } = error as Error
    expect(stack).toContain(
      `at task "stream-then" (programs/calls.ts:${positionOf('stream-then')})\n`,
    )
    expect(stack).toContain('failures.test.ts:')
  })

  it('that dies while its reader is away leaves its place to others', async () => {
    const streams = Array.from({ length: 20 }, () => program.endWhilePaused())
    for (const stream of streams) expect(await stream.next()).toEqual({ done: false, value: 0 })
    await until(() => findDescendants().length === 0)
    expect(await program.add(1, 1)).toBe(2)
    const rest = streams.map(async (stream) => {
      for await (const item of stream) void item
    })
    for (const end of rest) await expect(end).rejects.toMatchObject({ exitCode: 9 })
  })

  it('whose line is lost while its reader is away fails when it is back', async () => {
    const stream = program.closeLineInStream()
    await stream.next()
    await new Promise((resolve) => setTimeout(resolve, 700))
    await stream.next()
    expect(await failureOf(stream.next())).toBeInstanceOf(ProtocolError)
  })

  it('that could not start says so once', async () => {
    const stream = program.endless({ cwd: '/no/such/directory' })
    expect(await failureOf(stream.next())).toMatchObject({ code: 'ERR_START' })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(await stream.return(undefined)).toEqual({ done: true, value: undefined })
  })

  it('of a process that does not stop when asked is stopped by force, without an error', async () => {
    const options = { shutdownTimeout: 100, execArgv: ['--no-warnings'] }
    for await (const item of program.streamThen('hang', options)) if (item === 2) break
    await until(() => findDescendants().length === 0)
  })
})

describe('the line of a child', () => {
  it('that it closes and lives on is missed', async () => {
    const error = await failureOf(program.closeLine(true))
    expect(error).toBeInstanceOf(ProtocolError)
    expect((error as ProtocolError).message).toContain('closed its line and lives on')
  })

  it('that ends in the middle of a message is missed, if the child lives on', async () => {
    const error = await failureOf(program.cutFrame(true))
    expect(error).toBeInstanceOf(ProtocolError)
    expect((error as ProtocolError).message).toContain('in the middle of a message')
  })

  it('that ends in the middle of a message is a crash, if the child has died', async () => {
    expect(await crashOf(program.cutFrame(false))).toMatchObject({ signal: 'SIGKILL' })
  })

  it('that it closes before it answers is named in its last words', async () => {
    const error = await crashOf(program.closeLine(false))
    expect(error.stderr).toContain('file descriptor 3')
  })

  it('is not written to when it has become another file', async () => {
    const file = path.join(import.meta.dirname, '.build', `reused-${process.pid}`)
    await crashOf(program.reuseLine(file))
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  it('is not written to by an exception either when it has become another file', async () => {
    const file = path.join(import.meta.dirname, '.build', `reused-too-${process.pid}`)
    await crashOf(program.crashWithReusedLine(file))
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  it.each([
    ['text', Buffer.from('printf debugging\n'.repeat(2))],
    ['an unknown type', Buffer.concat(encodeFrame(0x77, 0, { text: '', attachments: [] }))],
    ['a reply to no call', Buffer.concat(encodeFrame(0x44, 9, { text: '', attachments: [] }))],
  ])('with %s on it is a protocol error', async (_, bytes) => {
    const error = await failureOf(program.writeToLine(bytes))
    expect(error).toBeInstanceOf(ProtocolError)
    expect(error).toMatchObject({ code: 'ERR_PROTOCOL', outcome: 'unknown' })
    expect(await program.add(1, 1)).toBe(2)
  })
})
