// Computations that may fail, in all the ways there are: what is thrown arrives as itself, what would have taken the
// program down is an error as well.

import koffi from 'koffi'
import { CrashError, TimeoutError, worker } from 'verdigris'

const LIBC = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6'

await using calculator = await worker('calculator', { timeout: 500 }, () => {
  // C's own parser of numbers: fast, and not made for a text that is missing.
  const parse: (text: string | null) => number = koffi.load(LIBC).func('long atol(const char *s)')
  return {
    divide(a: string | null, b: string | null) {
      const divisor = parse(b)
      if (divisor === 0) throw new RangeError(`Division of ${a} by ${b}`)
      return Math.trunc(parse(a) / divisor)
    },
    factorial: function factorial(n: number): number {
      return n === 0 ? 1 : n * factorial(n - 1)
    },
    /** How many steps the Collatz sequence takes from `n` down to 1. */
    collatz(n: number) {
      let steps = 0
      for (; n !== 1; steps++) n = n % 2 === 0 ? n / 2 : 3 * n + 1
      return steps
    },
  }
})

const { divide, factorial, collatz } = calculator.call

await show('100 / 7', () => divide('100', '7'))
await show('100 / zero', () => divide('100', 'zero'))
await show('100 / nothing', () => divide('100', null))
await show('10!', () => factorial(10))
await show('(-1)!', () => factorial(-1))
await show('steps from 27', () => collatz(27))
await show('steps from 0', () => collatz(0))
await show('100 / -7', () => divide('100', '-7'))

console.log(`The worker was restarted ${calculator.restarts} times, the program not once.`)

async function show(what: string, compute: () => Promise<number>): Promise<void> {
  const result = await compute().catch(explain)
  console.log(`${what.padEnd(14)} = ${result}`)
}

function explain(error: unknown): string {
  if (error instanceof CrashError) return `crash: ${error.signal} in process ${error.pid}`
  if (error instanceof TimeoutError) return `no answer within ${error.timeoutMs} ms`
  return `thrown: ${String(error)}`
}
