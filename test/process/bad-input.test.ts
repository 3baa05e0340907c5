// Mistakes of users and of deployments: each has an error with its fields, and leaves nothing behind.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  MessageTooLargeError,
  NotCompiledError,
  OptionError,
  SerializationError,
  StartError,
  task,
  UnknownLabelError,
} from 'verdigris'
import { buildProgram, loadProgram } from './build-program.ts'
import { failureOf as failureOfAny } from './failure-of.ts'
import { expectNoneLeft, markDescendants, until } from './processes.ts'

const program = await loadProgram<typeof import('./programs/calls.ts')>('calls')
const findDescendants = markDescendants()
const GIB = 1024 ** 3

afterEach(() => expectNoneLeft(findDescendants))

function failureOf(call: PromiseLike<unknown>): Promise<Error> {
  return failureOfAny(call) as Promise<Error> // nothing here fails with anything else
}

describe('an option', () => {
  it.each([
    ['timeout', -1],
    ['timeout', Number.NaN],
    ['timeout', 2 ** 31],
    ['retries', 1.5],
    ['backoff', -1],
    ['signal', {}],
    ['env', { A: 1 }],
    ['cwd', ''],
    ['execArgv', '--expose-gc'],
    ['stdout', 'pipe'],
    ['memory', 256],
    ['maxMessageBytes', 0],
    ['startTimeout', 0],
    ['shutdownTimeout', '5s'],
  ])('%s of %o is refused by name', async (name, value) => {
    const error = await failureOf(program.describeWorld({ [name]: value }))
    expect(error).toBeInstanceOf(OptionError)
    expect(error).toMatchObject({
      code: 'ERR_OPTION',
      option: `task.${name}`,
      label: 'describe-world',
      phase: 'queued',
      outcome: 'not-executed',
    })
  })

  it('that does not exist is refused, with those that do', async () => {
    const options = { timout: 5 } as object
    const error = await failureOf(program.describeWorld(options))
    expect(error.message).toContain('"timout"')
    expect(error.message).toContain('timeout')
  })
})

describe('a value that cannot cross', () => {
  it('is named when it is captured: an instance', async () => {
    const error = await failureOf(program.captureInstance())
    expect(error).toBeInstanceOf(SerializationError)
    expect(error).toMatchObject({
      code: 'ERR_SERIALIZATION',
      direction: 'captured',
      path: 'captured session.inner',
      outcome: 'not-executed',
    })
    expect(error.message).toContain('an instance of Session')
  })

  it('is named when it is captured: an open socket', async () => {
    const error = await failureOf(program.captureSocket())
    expect(error).toMatchObject({ path: 'captured user.session.socket' })
    expect(error.message).toContain('an open Socket')
  })

  it('is named when it is returned', async () => {
    const error = await failureOf(program.returnFunction())
    expect(error).toMatchObject({
      code: 'ERR_SERIALIZATION',
      direction: 'result',
      path: 'result.rows[0].close',
      outcome: 'executed',
    })
  })

  it('is refused when it is too deep, in either direction', async () => {
    let deep: unknown = 1
    for (let i = 0; i < 200_000; i++) deep = [deep]
    const error = await failureOf(program.echo(deep))
    expect(error).toMatchObject({ code: 'ERR_SERIALIZATION', direction: 'captured' })
  })
})

describe('a message that is too large', () => {
  it('is not sent: a result of 3 GB', async () => {
    const error = await failureOf(program.returnBytes(3 * GIB))
    expect(error).toBeInstanceOf(MessageTooLargeError)
    expect(error).toMatchObject({
      code: 'ERR_MESSAGE_TOO_LARGE',
      direction: 'result',
      limit: 2 * GIB,
      outcome: 'executed',
    })
    expect((error as MessageTooLargeError).bytes).toBeGreaterThan(3 * GIB)
  })

  it('has the limit that one sets, in both directions', async () => {
    const options = { maxMessageBytes: 10_000 }
    expect(await failureOf(program.returnBytes(20_000, options))).toMatchObject({
      direction: 'result',
      limit: 10_000,
    })
    await until(() => findDescendants().length === 0)
    expect(await failureOf(program.echo(new Uint8Array(20_000), options))).toMatchObject({
      direction: 'captured',
      limit: 10_000,
      outcome: 'not-executed',
    })
    expect(findDescendants()).toEqual([])
  })
})

describe('a process that cannot start', () => {
  it('because Node refuses its options says so', async () => {
    const error = await failureOf(program.describeWorld({ execArgv: ['--no-such-option'] }))
    expect(error).toBeInstanceOf(StartError)
    expect(error).toMatchObject({
      code: 'ERR_START',
      exitCode: 9,
      phase: 'starting',
      outcome: 'not-executed',
    })
    expect((error as StartError).stderr).toContain('--no-such-option')
  })

  it('because its directory is missing says so', async () => {
    const error = await failureOf(program.describeWorld({ cwd: '/no/such/directory' }))
    expect(error).toMatchObject({ code: 'ERR_START', outcome: 'not-executed' })
    expect(error.message).toContain('/no/such/directory')
  })

  it('because the program may not run it says so', async () => {
    const { execPath } = process
    const copy = path.join(import.meta.dirname, '.build', `no-node-${process.pid}`)
    writeFileSync(copy, '', { mode: 0o644 })
    try {
      process.execPath = copy
      const error = await failureOf(program.add(1, 1))
      expect(error).toMatchObject({ code: 'ERR_START', outcome: 'not-executed' })
      expect((error.cause as NodeJS.ErrnoException).code).toBe('EACCES')
    } finally {
      process.execPath = execPath
      rmSync(copy)
    }
  })

  it("because Node's permission model forbids it says so", async () => {
    const isStable = process.allowedNodeEnvironmentFlags.has('--permission')
    const flag = isStable ? '--permission' : '--experimental-permission'
    const output = await runProgram('one-call', [flag, '--allow-fs-read=*'])
    expect(output).toMatchObject({ code: 'ERR_START', cause: 'ERR_ACCESS_DENIED' })
  })

  it('because no process is left for it says so', async () => {
    // Limits do not bind root; nobody's do.
    const asNobody = ['setpriv', '--reuid=65534', '--clear-groups']
    const output = await runProgram('one-call', [], (command) => [
      ...(process.getuid?.() === 0 ? asNobody : []),
      'env',
      'EXHAUST=processes',
      ...command,
    ])
    expect(output).toMatchObject({ code: 'ERR_START', cause: 'EAGAIN' })
  })

  it.each(['task', 'worker'])('because no descriptor is left for a %s says so', async (kind) => {
    const output = await runProgram('one-call', ['--no-warnings'], (command) => [
      'sh',
      '-c',
      `ulimit -n 30 && STARTS=${kind} EXHAUST=descriptors exec "$@"`,
      'sh',
      ...command,
    ])
    expect(output).toMatchObject({ code: 'ERR_START', cause: 'EMFILE' })
  })

  it('in time is given up', async () => {
    const error = await failureOf(program.slowToLoad({ startTimeout: 1 }))
    expect(error).toMatchObject({ code: 'ERR_START', outcome: 'not-executed' })
    expect(error.message).toContain('startTimeout')
  })
})

describe('a worker bundle', () => {
  it('that was deleted is named', async () => {
    const output = await runProgram('one-call', [], undefined, (dir) =>
      rmSync(path.join(dir, 'verdigris'), { recursive: true }),
    )
    expect(output).toMatchObject({ code: 'ERR_START', outcome: 'not-executed' })
    expect(output.message).toMatch(/worker bundle .*verdigris.* is missing/)
  })

  it('of which a worker module was deleted names the file', async () => {
    const output = await runProgram('one-call', [], undefined, (dir) => {
      for (const file of readdirSync(path.join(dir, 'verdigris'))) {
        if (!/^(worker|runtime)-/.test(file)) rmSync(path.join(dir, 'verdigris', file))
      }
    })
    expect(output).toMatchObject({ code: 'ERR_START', outcome: 'not-executed' })
    expect(output.message).toMatch(/the-one-call-\w+\.cjs of the worker bundle cannot be read/)
  })

  it('without the label is of another build', async () => {
    const output = await runProgram('one-call', [], undefined, (dir) => {
      const worker = entryOf(dir)
      const text = readFileSync(worker, 'utf8')
      const without = text.replaceAll('"the-one-call"', '"another"')
      expect(without).not.toBe(text)
      writeFileSync(worker, without)
    })
    expect(output).toMatchObject({ code: 'ERR_UNKNOWN_LABEL', outcome: 'not-executed' })
  })

  it('of another build is refused', async () => {
    const output = await runProgram('one-call', [], undefined, (dir) => {
      const worker = entryOf(dir)
      const text = readFileSync(worker, 'utf8')
      writeFileSync(worker, text.replace(/(buildId: .)[\da-f]{16}/, '$10000000000000000'))
    })
    expect(output).toMatchObject({ code: 'ERR_UNKNOWN_LABEL', name: UnknownLabelError.name })
  })

  it('started by hand says what it is', async () => {
    const worker = entryOf(path.dirname(await buildProgram('one-call')))
    expect(() => execFileSync(process.execPath, [worker], { stdio: 'pipe' })).toThrow(
      /worker bundle of verdigris/,
    )
  })
})

describe('a call that was not compiled', () => {
  it('shows the lines to add for each bundler', async () => {
    const error = await failureOf(task('plain', () => 1))
    expect(error).toBeInstanceOf(NotCompiledError)
    expect(error).toMatchObject({ code: 'ERR_NOT_COMPILED', label: 'plain' })
    for (const host of ['vite', 'rollup', 'esbuild']) {
      expect(error.message).toContain(`import verdigris from 'verdigris/${host}'`)
    }
    expect(error.message).toContain("imports `task` from 'verdigris' itself")
    expect(error.stack).toContain('bad-input.test.ts')
  })

  it('fails a stream in the same way', async () => {
    const stream = task('plain', function* () {
      yield 1
    })
    expect(await failureOf(stream.next())).toBeInstanceOf(NotCompiledError)
  })
})

/** Runs a program with its own copy of what was built, and gives what it prints. */
async function runProgram(
  name: string,
  nodeOptions: string[],
  wrap: (command: string[]) => string[] = (command) => command,
  change: (dir: string) => void = () => {},
): Promise<Record<string, unknown> & { message: string }> {
  const built = await buildProgram(name)
  const dir = `${path.dirname(built)}-${Math.random().toString(36).slice(2)}`
  cpSync(path.dirname(built), dir, { recursive: true })
  copyFileSync(built, path.join(dir, path.basename(built)))
  change(dir)
  const [command = '', ...args] = wrap([
    process.execPath,
    ...nodeOptions,
    path.join(dir, `${name}.mjs`),
  ])
  const output = execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return JSON.parse(output) as Record<string, unknown> & { message: string }
}

function entryOf(dir: string): string {
  const name = readdirSync(path.join(dir, 'verdigris')).find((file) => /^worker.*\.cjs$/.test(file))
  return path.join(dir, 'verdigris', name ?? '')
}
