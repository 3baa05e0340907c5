// Waits for a byte on file descriptor 3, and dies of it.

import { readSync, writeSync } from 'node:fs'

const FD = 3

writeSync(FD, 'x')
readSync(FD, Buffer.alloc(1))
process.kill(process.pid, 'SIGKILL')
