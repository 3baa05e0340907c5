// Gives back on file descriptor 3 what comes there, as a process can that does other things as well: it waits in its
// event loop.

import { writeSync } from 'node:fs'
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net'

const FD = 3
const chunk = Buffer.alloc(1024)

const onread: OnReadOpts = {
  buffer: () => chunk,
  callback: (bytes) => {
    writeSync(FD, chunk, 0, bytes)
    return true
  },
}
// An option of the constructor since Node 12.10; the types know it as one of `connect`.
const options: SocketConstructorOpts & { onread: OnReadOpts } = {
  fd: FD,
  readable: true,
  writable: true,
  onread,
}
void new Socket(options)
