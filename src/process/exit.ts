// What the way a process ended says about the cause.
import type { Exit, ExitReason } from '../errors.ts'

const signalToReason: Partial<Record<NodeJS.Signals, ExitReason>> = {
  SIGSEGV: 'segfault',
  SIGBUS: 'bus-error',
  SIGABRT: 'abort',
  SIGILL: 'illegal-instruction',
  // A compiler's trap: `__builtin_trap` is SIGILL on x86-64 and SIGTRAP on arm64.
  SIGTRAP: 'illegal-instruction',
  SIGFPE: 'floating-point',
}

// V8 has no signal of its own for these: it prints a fatal error, then aborts or traps.
const OUT_OF_MEMORY =
  /JavaScript heap out of memory|FATAL ERROR: .*Allocation failed|process out of memory|std::bad_alloc/
// What Rust's runtime prints before it aborts.
const NATIVE_STACK_OVERFLOW = /has overflowed its stack/
// An uncaught RangeError, as Node prints it before it exits with code 1 (7 if a handler threw).
const UNCAUGHT_STACK_OVERFLOW = /^RangeError: Maximum call stack size exceeded/m

/** Tells the reason of an exit from how it was and the last words on stderr. */
export function reasonOf({ code, signal }: Exit, stderr: string): ExitReason {
  if (signal === null) {
    const uncaught = code === 1 || code === 7
    return uncaught && UNCAUGHT_STACK_OVERFLOW.test(stderr) ? 'stack-overflow' : 'exit'
  }
  const reason = signalToReason[signal] ?? 'killed'
  if (reason === 'killed' || reason === 'bus-error' || reason === 'floating-point') return reason
  if (OUT_OF_MEMORY.test(stderr)) return 'out-of-memory'
  if (NATIVE_STACK_OVERFLOW.test(stderr)) return 'stack-overflow'
  return reason
}
