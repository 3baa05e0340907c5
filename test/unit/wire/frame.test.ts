import { describe, expect, it } from 'vitest'
import {
  checkSize,
  encodeFrame,
  type Frame,
  FrameReader,
  HEADER_BYTES,
} from '../../../src/wire/frame.ts'
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
    attachments: [new Uint8Array([1, 2, 3]).buffer, new ArrayBuffer(0), new Uint8Array([4]).buffer],
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
