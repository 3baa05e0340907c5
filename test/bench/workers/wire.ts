// Reads a length and so many bytes from file descriptor 3 into one piece of memory, and writes them back.

import { readSync, writeSync } from 'node:fs'

const FD = 3
const LENGTH_BYTES = 4

for (let length = read(LENGTH_BYTES); length !== undefined; length = read(LENGTH_BYTES)) {
  const bytes = read(length.readUInt32LE())
  if (bytes === undefined) break
  for (let sent = 0; sent < bytes.byteLength;) sent += writeSync(FD, bytes, sent)
}

/** `undefined` if nobody is there any more. */
function read(count: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafeSlow(count)
  for (let received = 0; received < count;) {
    const more = readSync(FD, bytes, received, count - received, null)
    if (more === 0) return undefined
    received += more
  }
  return bytes
}
