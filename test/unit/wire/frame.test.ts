import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkSize,
  encodeFrame,
  type Frame,
  FrameReader,
  FrameWriter,
  HEADER_BYTES,
} from '../../../src/wire/frame.ts'
import { WireError } from '../../../src/wire/problem.ts'
import { problemOf } from './problem-of.ts'

const MIB = 1024 * 1024

function bytesOf(type: number, callId: number, text: string, attachments: Uint8Array[] = []) {
  return Buffer.concat(encodeFrame(type, callId, { text, attachments }))
}

function read(reader: FrameReader, chunks: Uint8Array[]): Frame[] {
  const frames: Frame[] = []
  for (const chunk of chunks) reader.push(chunk, (frame) => frames.push(frame))
  return frames
}

/** Millions of bytes are not compared one by one. */
function toTexts({ type, callId, text, attachments }: Frame): unknown[] {
  return [type, callId, text, ...attachments.map((each) => Buffer.from(each).toString('latin1'))]
}

const bytes = Buffer.concat([
  bytesOf(1, 0, '{"a":1}'),
  bytesOf(0x45, 7, 'grüße', [Buffer.from([1, 2, 3]), new Uint8Array(0), Buffer.from([4])]),
  bytesOf(2, 0xffff_ffff, ''),
])
const frames: Frame[] = [
  { type: 1, callId: 0, text: '{"a":1}', attachments: [] },
  {
    type: 0x45,
    callId: 7,
    text: 'grüße',
    attachments: [new Uint8Array([1, 2, 3]), new Uint8Array(0), new Uint8Array([4])],
  },
  { type: 2, callId: 0xffff_ffff, text: '', attachments: [] },
]

describe('a frame reader', () => {
  it('reads what was encoded', () => {
    expect(read(new FrameReader(MIB), [bytes])).toEqual(frames)
  })

  it('reads the same when the stream is cut in two at any byte', () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reader = new FrameReader(MIB)
      expect(read(reader, [bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(frames)
      expect(reader.isBetweenFrames).toBe(true)
    }
  })

  it('gives nothing of a frame into which something else has written', () => {
    for (let at = 0; at <= bytes.length; at++) {
      const received: Frame[] = []
      const reader = new FrameReader(MIB)
      const noise = Buffer.from('noise')
      const all = Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)])
      try {
        reader.push(all, (frame) => received.push(frame))
      } catch (error) {
        expect(error).toBeInstanceOf(WireError)
      }
      // In a length, it may be that more is waited for.
      expect(received).toEqual(frames.slice(0, received.length))
    }
  })

  it('reads the same byte by byte', () => {
    const single = [...bytes].map((byte) => Buffer.from([byte]))
    expect(read(new FrameReader(MIB), single)).toEqual(frames)
  })

  it('knows when a stream has ended in the middle of a frame', () => {
    const first = bytesOf(1, 0, '{"a":1}')
    for (let cut = 1; cut < first.length; cut++) {
      const reader = new FrameReader(MIB)
      read(reader, [first.subarray(0, cut)])
      expect(reader.isBetweenFrames).toBe(false)
    }
  })

  it.each([
    ['text', Buffer.from('Segmentation fault\n')],
    ['a type of 0', Buffer.alloc(HEADER_BYTES)],
  ])('refuses %s as a header', (_, garbage) => {
    expect(problemOf(() => read(new FrameReader(MIB), [garbage]))).toMatchObject({
      type: 'malformed',
    })
  })

  it('refuses too large a text before it takes memory for it', () => {
    const header = Buffer.alloc(HEADER_BYTES)
    header.writeUInt32BE(0x45, 0)
    header.writeUInt32BE(0xffff_fff0, 12)
    expect(problemOf(() => read(new FrameReader(MIB), [header]))).toEqual({
      type: 'too-large',
      bytes: 0xffff_fff0,
      limit: MIB,
    })
  })

  it('refuses too many or too large attachments by their table', () => {
    const header = Buffer.alloc(HEADER_BYTES)
    header.writeUInt32BE(0x45, 0)
    header.writeUInt32BE(0xffff_ffff, 8)
    expect(problemOf(() => read(new FrameReader(2 ** 40), [header]))).toMatchObject({
      type: 'malformed',
    })
    header.writeUInt32BE(2 ** 20, 8)
    expect(problemOf(() => read(new FrameReader(MIB), [header]))).toMatchObject({
      type: 'too-large',
    })
    header.writeUInt32BE(1, 8)
    const table = Buffer.alloc(6)
    table.writeUIntBE(2 ** 40, 0, 6)
    expect(problemOf(() => read(new FrameReader(MIB), [header, table]))).toMatchObject({
      type: 'too-large',
      bytes: 2 ** 40 + 6,
    })
  })
})

describe('the size of a frame', () => {
  it('counts text in bytes, attachments and their table, and may equal the limit', () => {
    const payload = { text: 'ü', attachments: [new Uint8Array(10)] }
    checkSize(payload, 2 + 10 + 6)
    expect(problemOf(() => checkSize(payload, 17))).toEqual({
      type: 'too-large',
      bytes: 18,
      limit: 17,
    })
  })
})

describe('a frame writer', () => {
  const sizes = fc.oneof(fc.nat(40), fc.nat(20_000), fc.constantFrom(16_368, 16_384, 150_000))
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    sizes.map((size) => 'é'.repeat(size)),
  )
  const bytesOfSize = sizes.map((size) => new Uint8Array(size).fill(size % 251))
  const payload = fc.record({ text, attachments: fc.array(bytesOfSize, { maxLength: 3 }) })
  const steps = fc.integer({ min: 50, max: 200_000 })
  const taken = fc.record({ payload, isTaken: fc.boolean() })

  it('writes what a reader reads, whatever is taken when and received where', () => {
    fc.assert(
      fc.property(fc.array(taken, { maxLength: 8 }), steps, (given, step) => {
        const writer = new FrameWriter()
        const chunks: Uint8Array[] = []
        for (const [callId, { payload: each, isTaken }] of given.entries()) {
          writer.add(0x49, callId, each)
          if (isTaken) chunks.push(...writer.take())
        }
        const waiting = writer.bytes
        const last = writer.take()
        expect(Buffer.concat(last)).toHaveLength(waiting)
        const received = readInPlace(Buffer.concat([...chunks, ...last]), step)
        expect(received.map(toTexts)).toEqual(
          given.map(({ payload: each }, callId) => toTexts({ type: 0x49, callId, ...each })),
        )
        expect(writer.bytes).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  it('makes one piece of many small frames', () => {
    const writer = new FrameWriter()
    for (let callId = 0; callId < 100; callId++)
      writer.add(1, callId, { text: '7', attachments: [] })
    expect(writer.take()).toHaveLength(1)
  })

  it('does not copy large bytes', () => {
    const writer = new FrameWriter()
    const large = new Uint8Array(MIB)
    writer.add(1, 1, { text: '', attachments: [large] })
    expect(writer.take()[1]).toBe(large)
  })
})

/** As a process receives: where the reader wants it, or into a chunk that is used again. */
function readInPlace(stream: Buffer, step: number): Frame[] {
  const reader = new FrameReader(16 * MIB)
  const chunk = Buffer.alloc(step)
  const received: Frame[] = []
  for (let offset = 0; offset < stream.length;) {
    const { space } = reader
    const target = space ?? chunk
    const bytes = stream.copy(target, 0, offset, offset + step)
    reader.push(target.subarray(0, bytes), (frame) => received.push(frame))
    chunk.fill(0xff)
    offset += bytes
  }
  return received
}
