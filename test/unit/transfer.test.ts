import { runInThisContext } from 'node:vm'

import { describe, expect, it } from 'vitest'

import { OptionError, SerializationError } from '../../src/errors.ts'
import { encodeGiven } from '../../src/given.ts'
import { createCodec } from '../../src/wire/codec.ts'

const MIB = 2 ** 20
const codec = createCodec()
const facts = { label: 'a', callSite: 'a.ts:1:1' }

function encode(value: unknown, transfer: ArrayBuffer[], limit = 2 ** 31) {
  return encodeGiven(value, codec, limit, 'captured', facts, transfer)
}

function errorOf(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('It has not thrown.')
}

describe('listed buffers', () => {
  it('are moved: nothing is copied, and the program has no bytes left', () => {
    const bytes = new Uint8Array(64 * MIB).fill(7)
    const before = process.memoryUsage().arrayBuffers
    const payload = encode(bytes, [bytes.buffer])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MIB)
    expect(bytes.byteLength).toBe(0)
    expect(payload.attachments.map(({ byteLength }) => byteLength)).toEqual([64 * MIB])
    expect(payload.attachments[0]?.at(-1)).toBe(7)
  })

  it.each([
    ['a view of a part', (buffer: ArrayBuffer) => new Uint16Array(buffer, 8, 4)],
    ['the whole', (buffer: ArrayBuffer) => buffer],
    ['views that share it', (buffer: ArrayBuffer) => [new Uint8Array(buffer, 1, 2), buffer]],
    ['a data view', (buffer: ArrayBuffer) => ({ at: new DataView(buffer, 3, 5) })],
    ['a Buffer', (buffer: ArrayBuffer) => new Map([[1, Buffer.from(buffer, 20, 3)]])],
  ])('arrive as they would have: %s', (_, makeValue) => {
    const make = () => makeValue(Uint8Array.from({ length: 64 }, (_value, n) => n).buffer)
    const { buffer } = Uint8Array.from({ length: 64 }, (_value, n) => n)
    expect(codec.decode(encode(makeValue(buffer), [buffer]))).toStrictEqual(
      codec.decode(codec.encode(make())),
    )
    expect(buffer.byteLength).toBe(0)
  })

  it('send no more than what is looked at', () => {
    const { buffer } = new Uint8Array(MIB)
    const { attachments } = encode(new Uint8Array(buffer, 1024, 16), [buffer])
    expect(attachments.map(({ byteLength }) => byteLength)).toEqual([16])
  })

  it('may be resizable', () => {
    const Resizable = ArrayBuffer as new (length: number, options: object) => ArrayBuffer
    const buffer = new Resizable(4, { maxByteLength: 64 })
    new Uint8Array(buffer).fill(5)
    const payload = encode(new Uint8Array(buffer), [buffer])
    expect(codec.decode(payload)).toStrictEqual(new Uint8Array(4).fill(5))
    expect(buffer.byteLength).toBe(0)
  })

  it('are detached if no value refers to them, and if they are empty', () => {
    const buffers = [new ArrayBuffer(8), new ArrayBuffer(0)]
    expect(codec.decode(encode({ n: 1 }, buffers))).toEqual({ n: 1 })
    for (const buffer of buffers) expect(() => new Uint8Array(buffer)).toThrow(TypeError)
  })

  it('are the only ones that are not copied', () => {
    const [listed, other] = [new Uint8Array(4).fill(1), new Uint8Array(4).fill(1)]
    const payload = encode([listed, other], [listed.buffer])
    other.fill(2)
    expect(codec.decode(payload)).toStrictEqual([
      new Uint8Array(4).fill(1),
      new Uint8Array(4).fill(1),
    ])
  })
})

describe('a call that is refused', () => {
  it.each([
    ['what cannot be sent', { close: () => {} }, undefined],
    ['what is too large', new Uint8Array(4096), 1024],
  ])('leaves the buffers as they are: %s', (_, value, limit) => {
    const buffer = new ArrayBuffer(8)
    expect(() => encode([value, buffer], [buffer], limit)).toThrow()
    expect(buffer.byteLength).toBe(8)
  })

  it('names the buffer that was moved before, and leaves the others', () => {
    const [first, second] = [new Uint8Array(8), new Uint8Array(8)]
    encode(second, [second.buffer])
    const error = errorOf(() => encode([first, second], [first.buffer, second.buffer]))
    expect(error).toBeInstanceOf(OptionError)
    expect(error).toMatchObject({ option: 'task.transfer[1]', outcome: 'not-executed' })
    expect(error.message).toContain('for one call')
    expect(first.byteLength).toBe(8)
  })

  it.each([
    ['the memory that small Buffers share', () => Buffer.from('small').buffer],
    [
      'that of WebAssembly',
      () => runInThisContext('new WebAssembly.Memory({ initial: 1 }).buffer') as ArrayBuffer,
    ],
  ])('says what cannot be moved: %s', (_, makeBuffer) => {
    const buffer = makeBuffer()
    const error = errorOf(() => encode(1, [buffer]))
    expect(error).toBeInstanceOf(OptionError)
    expect(error).toMatchObject({ option: 'task.transfer[0]' })
    expect(error.message).toContain('new Uint8Array(bytes)')
    expect(error.message).toContain(`got an ArrayBuffer of ${buffer.byteLength} bytes`)
    expect(buffer.byteLength).toBeGreaterThan(0)
  })
})

describe('a detached buffer', () => {
  const { buffer } = new Uint8Array(8)
  const values = {
    buffer,
    typed: new Uint8Array(buffer),
    view: new DataView(buffer),
    node: Buffer.from(buffer),
  }
  encode(1, [buffer])

  it.each([
    ['buffer', 'a detached ArrayBuffer'],
    ['typed', 'a detached Uint8Array'],
    ['view', 'a detached DataView'],
    ['node', 'a detached Buffer'],
  ] as const)('does not arrive empty: %s', (key, what) => {
    const error = errorOf(() => encode({ rows: [values[key]] }, []))
    expect(error).toBeInstanceOf(SerializationError)
    expect(error).toMatchObject({ path: 'captured rows[0]' })
    expect(error.message).toContain(what)
    expect(error.message).toContain('`transfer`')
  })
})
