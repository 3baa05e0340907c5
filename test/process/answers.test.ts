// What comes back from a task that goes well, and where the rest of it goes.
import { mkdtempSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { loadProgram } from './build-program.ts'
import { expectNoneLeft, markDescendants, until } from './processes.ts'

const program = await loadProgram<typeof import('./programs/calls.ts')>('calls')
const findDescendants = markDescendants()

afterEach(() => expectNoneLeft(findDescendants))

describe('a task', () => {
  it('takes captured values in and gives the result', async () => {
    expect(await program.add(1, 2)).toBe(3)
  })

  it('runs in another process, once for each call', async () => {
    const [first, second] = await Promise.all([program.describeWorld(), program.describeWorld()])
    expect(new Set([first.pid, second.pid, process.pid]).size).toBe(3)
    expect(first.greeting).toBe('hello')
  })

  it('is strict, as the module that it was taken from', async () => {
    expect(await program.isStrict()).toBe(true)
  })

  it('waits for an async closure', async () => {
    expect(await program.later(30)).toBe('later')
  })

  it('ends with its answer, whatever is still open in it', async () => {
    const lines: string[] = []
    expect(await program.exitHandled({ stdout: (line) => lines.push(line) })).toBe('value')
    await until(() => lines.length > 0)
    expect(lines).toEqual(['exit handler ran'])
  })

  it.each([
    ['nothing', undefined],
    ['a Buffer', Buffer.from('bytes')],
    ['a map of dates', new Map([[new Date(0), [1n, -0]]])],
    ['16 MiB', new Uint8Array(16 * 1024 * 1024).fill(7)],
  ])('gives back %s as it was', async (_, value) => {
    const copy = await program.echo(value)
    // Vitest compares large arrays item by item.
    if (value instanceof Uint8Array && copy instanceof Uint8Array) {
      expect(Buffer.compare(value, copy)).toBe(0)
      expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(value))
    } else expect(copy).toStrictEqual(value)
  })

  it('reads what it captures when the call is made', async () => {
    const value = { n: 1 }
    const call = program.echo(value)
    value.n = 2
    expect(await call).toEqual({ n: 1 })
  })

  it('reads captured bytes when the call is made, even if it has to wait', async () => {
    const others = Array.from({ length: 40 }, () => program.add(1, 1))
    const bytes = Buffer.alloc(4 * 1024 * 1024, 1)
    const sum = program.sumLater(bytes)
    bytes.fill(2)
    await Promise.all(others)
    expect(await sum).toBe(bytes.length)
  })

  it('has the options that it was given', async () => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'verdigris-'))
    process.env['VERDIGRIS_TEST_KEPT'] = 'kept'
    process.env['VERDIGRIS_TEST_REMOVED'] = 'removed'
    const world = await program.describeWorld({
      cwd,
      env: { VERDIGRIS_TEST_ADDED: 'added', VERDIGRIS_TEST_REMOVED: undefined },
      execArgv: ['--expose-gc'],
    })
    expect(world.cwd).toBe(cwd)
    expect(world.execArgv).toEqual(['--expose-gc'])
    expect(world.env).toMatchObject({
      VERDIGRIS_TEST_KEPT: 'kept',
      VERDIGRIS_TEST_ADDED: 'added',
      VERDIGRIS_DEPTH: '1',
    })
    expect(world.env).not.toHaveProperty('VERDIGRIS_TEST_REMOVED')
    expect(world.env).not.toHaveProperty('VERDIGRIS_LABEL')
  })

  it('can start a task of its own', async () => {
    const { inner, pid } = await program.nested(1)
    expect(inner.n).toBe(2)
    expect(new Set([inner.pid, pid, process.pid]).size).toBe(3)
  })

  it('settles among two hundred that are called at once', async () => {
    const calls = Array.from({ length: 200 }, (_, n) => program.add(n, 1))
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1))
  }, 60_000)

  it('waits while as many processes live as may', async () => {
    let most = 0
    const watch = setInterval(() => (most = Math.max(most, findDescendants().length)), 20)
    // Long enough for all of them to live at once, if they could.
    await Promise.all(Array.from({ length: 24 }, () => program.later(1000)))
    clearInterval(watch)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(Math.max(8, 2 * availableParallelism()))
  })
})

describe('the output of a task', () => {
  it('goes line by line to a function, and does not disturb the answer', async () => {
    const out: string[] = []
    const err: string[] = []
    const answer = await program.print({
      stdout: (line) => out.push(line),
      stderr: (line) => err.push(line),
    })
    expect(answer).toBe('printed')
    await until(() => out.length === 2 && err.length === 2)
    expect(out).toEqual(['out 1', 'out 2, no line break'])
    expect(err).toEqual(['err 1', 'grüße'])
  })

  it('arrives whole, however much there is just before the answer', async () => {
    const lines: string[] = []
    expect(await program.printMuch(20_000, { stdout: (line) => lines.push(line) })).toBe(20_000)
    await until(() => findDescendants().length === 0 && lines.at(-1) === 'line 19999')
    expect(lines).toHaveLength(20_000)
  })
})

describe('a stream', () => {
  it('gives each item and the returned value', async () => {
    const stream = program.rows(100)
    const items: number[] = []
    for (;;) {
      const step = await stream.next()
      if (step.done === true) {
        expect(step.value).toBe('end')
        break
      }
      items.push(step.value.i)
    }
    expect(items).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  it('does not start before it is read', async () => {
    const stream = program.rows(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(findDescendants()).toEqual([])
    expect(await stream.next()).toEqual({ done: false, value: { i: 0 } })
    await stream.return('end')
  })

  it('stops its process at `break`, after its finally blocks', async () => {
    const lines: string[] = []
    for await (const i of program.endless({ stdout: (line) => lines.push(line) })) {
      if (i === 1000) break
    }
    await until(() => lines.length > 0)
    expect(lines).toEqual(['finally ran'])
  })

  it('lets the child be a few items ahead and no more', async () => {
    const made: string[] = []
    const stream = program.countedRows({ stdout: (line) => made.push(line) })
    expect(await stream.next()).toEqual({ done: false, value: 0 })
    await until(() => made.length > 10)
    // An unbounded child makes thousands in this time.
    await new Promise((resolve) => setTimeout(resolve, 200))
    const ahead = made.length
    await stream.return(undefined)
    expect(ahead).toBeLessThan(32)
  })

  it('may come from a generator that the closure returns', async () => {
    const items: unknown[] = []
    for await (const item of program.streamOfAnother()) items.push(item)
    expect(items).toEqual([1, 2])
  })

  it('may wait for tasks of its own reader, as many streams as there are places', async () => {
    const readers = Array.from({ length: 12 }, async () => {
      for await (const { i } of program.rows(40)) {
        if (i === 20) return program.add(i, 1)
      }
      return 0
    })
    expect(await Promise.all(readers)).toEqual(Array.from({ length: 12 }, () => 21))
  }, 60_000)
})
