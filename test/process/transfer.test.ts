// The option `transfer`: memory that goes to a call, and is not copied before.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ClosedError, CrashError, OptionError, SerializationError, StartError } from 'verdigris'
import { loadProgram } from './build-program.ts'
import { failureOf } from './failure-of.ts'
import { createLog, type Log } from './logs.ts'
import { expectNoneLeft, markDescendants, until } from './processes.ts'
import type * as Program from './programs/transfer.ts'

const LARGE_BYTES = 4 * 2 ** 20

let program: typeof Program
let find: () => number[]
let log: Log

beforeAll(async () => {
  program = await loadProgram<typeof Program>('transfer')
})

beforeEach(() => {
  find = markDescendants()
  log = createLog()
})

afterEach(async () => {
  await expectNoneLeft(find)
  log.remove()
})

function make(length: number, value: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).fill(value)
}

/** Vitest compares large arrays item by item. */
function expectBytes(actual: unknown, length: number, value: number): void {
  expect(actual).toBeInstanceOf(Uint8Array)
  expect(Buffer.compare(actual as Uint8Array, make(length, value))).toBe(0)
}

describe.each(['a fresh process', 'a pool'])('a task in %s', (where) => {
  let close: () => Promise<void>
  let pool: Awaited<ReturnType<typeof program.shared>> | undefined

  beforeEach(async () => {
    pool = where === 'a pool' ? await program.shared({ size: 1 }) : undefined
    close = async () => pool?.close()
  })
  afterEach(() => close())

  it('takes the bytes at once, and has them however long it waits', async () => {
    const others = Array.from({ length: 20 }, (_, n) => program.look({ pool }, n))
    const bytes = make(LARGE_BYTES, 1)
    const call = program.look({ pool, transfer: [bytes.buffer] }, bytes)
    expect(bytes.byteLength).toBe(0)
    expectBytes(await call, LARGE_BYTES, 1)
    await Promise.all(others)
  })

  it('has those of a typed array that is a part', async () => {
    const { buffer } = Float64Array.from({ length: 100 }, (_, n) => n)
    const part = new Float64Array(buffer, 80, 3)
    const call = program.look({ pool, transfer: [buffer] }, { part })
    expect([buffer.byteLength, part.length]).toEqual([0, 0])
    expect(await call).toStrictEqual({ part: new Float64Array([10, 11, 12]) })
  })

  it('has them again when it is made again', async () => {
    const bytes = make(LARGE_BYTES, 3)
    const options = { pool, transfer: [bytes.buffer], retries: 1, backoff: 1 }
    const call = program.lookAgain(options, bytes, log.file)
    expect(bytes.byteLength).toBe(0)
    expectBytes(await call, LARGE_BYTES, 3)
    expect(log.read()).toBe('..')
  })

  it('copies those that are not listed', async () => {
    const [listed, other] = [make(LARGE_BYTES, 1), make(LARGE_BYTES, 1)]
    const call = program.look({ pool, transfer: [listed.buffer] }, [listed, other])
    other.fill(2)
    const [first, second] = (await call) as unknown[]
    expectBytes(first, LARGE_BYTES, 1)
    expectBytes(second, LARGE_BYTES, 1)
    expect(other[0]).toBe(2)
  })

  it('may be a stream', async () => {
    const bytes = new Uint8Array([97, 98, 99])
    const letters: string[] = []
    for await (const letter of program.letters({ pool, transfer: [bytes.buffer] }, bytes)) {
      letters.push(letter)
    }
    expect(letters).toEqual(['a', 'b', 'c'])
    expect(bytes.byteLength).toBe(0)
  })

  it('keeps them if it fails', async () => {
    const bytes = make(8, 1)
    const signal = AbortSignal.abort(new Error('no'))
    const call = program.look({ pool, signal, transfer: [bytes.buffer] }, bytes)
    expect(await failureOf(call)).toBe(signal.reason)
    expect(bytes.byteLength).toBe(0)
  })

  it('does not take them if what it captures cannot be sent', async () => {
    const bytes = make(8, 1)
    const call = program.look({ pool, transfer: [bytes.buffer] }, [bytes, () => {}])
    expect(await failureOf(call)).toBeInstanceOf(SerializationError)
    expect(bytes).toEqual(make(8, 1))
  })

  it('refuses what is not a list of buffers that can be moved', async () => {
    const bytes = make(8, 1)
    const gone = make(8, 1)
    structuredClone(gone.buffer, { transfer: [gone.buffer] })
    const refused: [unknown, string][] = [
      [bytes.buffer, 'task.transfer'],
      [[bytes], 'task.transfer[0]'],
      [[new SharedArrayBuffer(8)], 'task.transfer[0]'],
      [[bytes.buffer, bytes.buffer], 'task.transfer[1]'],
      [[bytes.buffer, gone.buffer], 'task.transfer[1]'],
      [[Buffer.from('small').buffer], 'task.transfer[0]'],
    ]
    for (const [transfer, option] of refused) {
      const error = await failureOf(program.look({ pool, transfer: transfer as [] }, bytes))
      expect(error).toBeInstanceOf(OptionError)
      expect(error).toMatchObject({ option, label: 'look', outcome: 'not-executed' })
    }
    expect(bytes.byteLength).toBe(8)
  })
})

describe('memory', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const SIZE = 64 * 2 ** 20
  const bytesHeld = (): number => {
    collect()
    // What the first has found is given back beside the program; the second waits for it.
    collect()
    return process.memoryUsage().arrayBuffers
  }
  /** It has no more bytes than before and those of a small call. */
  const untilFree = (before: number): Promise<void> => until(() => bytesHeld() < before + SIZE / 2)

  it.each([
    ['a fresh process', false],
    ['a pool', true],
  ])('is let go as soon as the stream of %s has begun', async (_, isPooled) => {
    const pool = isPooled ? await program.shared({ size: 1 }) : undefined
    const before = bytesHeld()
    const bytes = make(SIZE, 97)
    const stream = program.letters({ pool, transfer: [bytes.buffer] }, bytes)
    expect(bytesHeld()).toBeGreaterThan(before + SIZE / 2)
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    await untilFree(before)
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    await stream.return()
    await pool?.close()
  })

  it('is let go as soon as the stream of a method has begun', async () => {
    await using worker = await program.mirror()
    const before = bytesHeld()
    const bytes = make(SIZE, 97)
    const stream = worker.with({ transfer: [bytes.buffer] }).call.letters(bytes)
    expect(bytesHeld()).toBeGreaterThan(before + SIZE / 2)
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    await untilFree(before)
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    await stream.return()
  })

  it('is let go when the call is over', async () => {
    await using worker = await program.mirror()
    const before = bytesHeld()
    const bytes = make(SIZE, 1)
    const { call } = worker.with({ transfer: [bytes.buffer], retries: 1 })
    expect(await call.count(bytes)).toBe(SIZE)
    await untilFree(before)
    // The handle is still in use.
    expect(await failureOf(call.count(bytes))).toBeInstanceOf(OptionError)
  })
})

describe('a method', () => {
  it('takes the bytes at once, and has them however long it waits', async () => {
    await using worker = await program.mirror()
    const first = worker.call.sleep(50)
    const [listed, other] = [make(LARGE_BYTES, 1), make(LARGE_BYTES, 1)]
    const call = worker.with({ transfer: [listed.buffer] }).call.look(listed, other)
    other.fill(2)
    expect(listed.byteLength).toBe(0)
    const values = await call
    expectBytes(values[0], LARGE_BYTES, 1)
    expectBytes(values[1], LARGE_BYTES, 1)
    await first
  })

  it('has them again when it is made again', async () => {
    await using worker = await program.mirror()
    const bytes = make(LARGE_BYTES, 3)
    const { call } = worker.with({ transfer: [bytes.buffer], retries: 1, backoff: 1 })
    expectBytes(await call.lookAgain(bytes, log.file), LARGE_BYTES, 3)
    expect(log.read()).toBe('..')
  })

  it('has them no more if its process dies and it is not made again', async () => {
    await using worker = await program.mirror()
    const bytes = make(8, 1)
    const call = worker.with({ transfer: [bytes.buffer] }).call.lookAgain(bytes, log.file)
    expect(await failureOf(call)).toBeInstanceOf(CrashError)
    expect(bytes.byteLength).toBe(0)
  })

  it('is called once with a list', async () => {
    await using worker = await program.mirror()
    const bytes = make(8, 1)
    const { call } = worker.with({ transfer: [bytes.buffer] })
    expect(await call.look(bytes)).toEqual([make(8, 1)])
    for (const again of [call.look(bytes), call.look(1), call.sleep(1)]) {
      const error = await failureOf(again)
      expect(error).toBeInstanceOf(OptionError)
      expect(error).toMatchObject({ option: 'with.transfer[0]', label: 'mirror' })
      expect((error as Error).message).toContain('a list is for one call')
    }
  })

  it('does not send nothing for what was taken before', async () => {
    await using worker = await program.mirror()
    const bytes = make(8, 1)
    await worker.with({ transfer: [bytes.buffer] }).call.look(bytes)
    const error = await failureOf(worker.call.look({ bytes }))
    expect(error).toBeInstanceOf(SerializationError)
    expect(error).toMatchObject({ path: 'arguments[0].bytes', outcome: 'not-executed' })
    expect((error as Error).message).toContain('a detached Uint8Array')
  })

  it('takes them also if the handle is closed', async () => {
    const worker = await program.mirror()
    await worker.close()
    const bytes = make(8, 1)
    const call = worker.with({ transfer: [bytes.buffer] }).call.look(bytes)
    expect(await failureOf(call)).toBeInstanceOf(ClosedError)
    expect(bytes.byteLength).toBe(0)
  })
})

describe('the list belongs to one call', () => {
  const transfer = [new ArrayBuffer(8)]

  it.each([
    ['worker', () => program.mirror({ transfer } as object)],
    ['pool', () => program.doublers({ transfer } as object)],
    ['pool', () => program.shared({ transfer } as object)],
    ['task.prewarm', () => program.warm({ transfer })],
  ])('and is refused by %s', async (name, start) => {
    const error = await failureOf(start())
    expect(error).toBeInstanceOf(OptionError)
    expect(error).not.toBeInstanceOf(StartError)
    expect(error).toMatchObject({ option: `${name}.transfer`, outcome: 'not-executed' })
    expect((error as Error).message).toContain('it belongs to')
    expect(transfer[0]?.byteLength).toBe(8)
  })

  it('and is refused by map', async () => {
    await using pool = await program.doublers({ size: 1 })
    expect(() => pool.map([1], { transfer } as object)).toThrow(OptionError)
    expect(() => pool.map([1], { transfer } as object)).toThrow(/with\(\{ transfer \}\)/)
    expect(transfer[0]?.byteLength).toBe(8)
  })
})
