// Four processes behind one queue. Twelve calls run four at a time, and one of them takes its process down.

import koffi from 'koffi'
import { pool } from 'verdigris'

const LIBC = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6'
const SIZE = 4
const CALLS = 12
const CALL_MS = 300

await using squares = await pool('squares', { size: SIZE }, () => {
  const native = koffi.load(LIBC)
  const usleep: (microseconds: number) => number = native.func('int usleep(unsigned int us)')
  const strlen: (text: string | null) => number = native.func('size_t strlen(const char *s)')
  return (n: number) => {
    // Blocks its whole process, as long computations do: only other processes can go on.
    usleep(CALL_MS * 1000)
    if (n === 7) strlen(null)
    return { n, square: n * n, pid: process.pid }
  }
})

console.log(`This is process ${process.pid}, with a pool of ${squares.size}.`)

const startedAt = performance.now()
const pids = new Set<number>()
const numbers = Array.from({ length: CALLS }, (_, index) => index + 1)
// The results come in the order of the numbers. With `settle`, one that fails does not end the others.
for await (const result of squares.map(numbers, { settle: true })) {
  if (result.status === 'fulfilled') {
    const { n, square, pid } = result.value
    pids.add(pid)
    console.log(`${n}² = ${square}, says process ${pid}`)
  } else {
    console.log(String(result.reason))
  }
}
const elapsed = Math.round(performance.now() - startedAt)

console.log(`${CALLS} calls of ${CALL_MS} ms took ${elapsed} ms, in ${pids.size} processes.`)
console.log(`Restarts: ${squares.restarts}. The pool has ${squares.size} processes again.`)
