// Cuts a stream of UTF-8 bytes into lines for a listener.
import type { Readable } from 'node:stream'
import { rethrowLater } from './rethrow.ts'

// A line that never ends must not be collected for ever; past this it is handed over in pieces.
const MAX_LINE_CHARACTERS = 1024 * 1024

/** Calls `onLine` for each line without its line break, and for the rest at the end. */
export function forEachLine(stream: Readable, onLine: (line: string) => void): void {
  // Characters may be cut in two by a chunk; a byte order mark is the writer's business.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  const give = (line: string): void => {
    try {
      onLine(line)
    } catch (error) {
      rethrowLater(error)
    }
  }
  const take = (text: string): void => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) give(line)
    if (rest.length > MAX_LINE_CHARACTERS) {
      give(rest)
      rest = ''
    }
  }
  stream.on('data', (chunk: Buffer) => take(decoder.decode(chunk, { stream: true })))
  stream.once('end', () => {
    take(decoder.decode())
    if (rest !== '') give(rest)
  })
}
