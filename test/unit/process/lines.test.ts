import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { describe, expect, it, vi } from 'vitest'
import { forEachLine } from '../../../src/process/lines.ts'
import { rethrowLater } from '../../../src/process/rethrow.ts'

vi.mock('../../../src/process/rethrow.ts', () => ({ rethrowLater: vi.fn() }))

describe('forEachLine', () => {
  it('goes on after a listener that throws, the rest without a line break included', async () => {
    const lines: string[] = []
    const stream = Readable.from([Buffer.from('a\nb\nc\nd'), Buffer.from('e')])
    forEachLine(stream, (line) => {
      lines.push(line)
      throw new Error(line)
    })
    await finished(stream)
    expect(lines).toEqual(['a', 'b', 'c', 'de'])
    expect(vi.mocked(rethrowLater).mock.calls.map(([error]) => (error as Error).message)).toEqual(
      lines,
    )
  })
})
