import { describe, expect, it } from 'vitest'
import { reasonOf } from '../../../src/process/exit.ts'

const HEAP = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n'

describe('the reason of an exit', () => {
  it.each([
    ['segfault', { code: null, signal: 'SIGSEGV' }, ''],
    ['bus-error', { code: null, signal: 'SIGBUS' }, ''],
    ['abort', { code: null, signal: 'SIGABRT' }, 'free(): double free detected'],
    ['illegal-instruction', { code: null, signal: 'SIGILL' }, ''],
    ['illegal-instruction', { code: null, signal: 'SIGTRAP' }, ''],
    ['floating-point', { code: null, signal: 'SIGFPE' }, ''],
    ['out-of-memory', { code: null, signal: 'SIGABRT' }, HEAP],
    ['out-of-memory', { code: null, signal: 'SIGTRAP' }, HEAP],
    [
      'stack-overflow',
      { code: null, signal: 'SIGABRT' },
      "thread 'main' has overflowed its stack\nfatal runtime error: stack overflow",
    ],
    [
      'stack-overflow',
      { code: 1, signal: null },
      'x.js:1\n\nRangeError: Maximum call stack size exceeded\n    at f',
    ],
    ['killed', { code: null, signal: 'SIGKILL' }, ''],
    ['killed', { code: null, signal: 'SIGTERM' }, HEAP],
    ['exit', { code: 3, signal: null }, ''],
    ['exit', { code: 0, signal: null }, HEAP],
  ] as const)('is %s for %o', (reason, exit, stderr) => {
    expect(reasonOf(exit, stderr)).toBe(reason)
  })
})
