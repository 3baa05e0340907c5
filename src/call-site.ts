// The place in the program that made a call, put under the stack of what it rejects with. An error that is
// made when a process dies knows nothing of who was waiting.
import { VerdigrisError } from './errors.ts'

/** The stack frames of whoever called `above`, without a header. */
export function captureFrames(above: (...args: never[]) => unknown): string {
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, above)
  const { stack = '' } = holder
  const end = stack.indexOf('\n    at ')
  return end === -1 ? '' : stack.slice(end)
}

/** Appends the call to the stack of an error of the closure, or gives one of ours the caller's frames. */
export function attachFrames(
  error: unknown,
  label: string,
  callSite: string,
  frames: string,
): void {
  if (!(error instanceof Error)) return
  const call = `\n    at task ${JSON.stringify(label)} (${callSite})`
  // The frames of our own errors are ours: nobody looks for the fault there.
  const above = error instanceof VerdigrisError ? `${error.name}: ${error.message}` : error.stack
  Object.defineProperty(error, 'stack', {
    value: `${above ?? String(error)}${call}${frames}`,
    writable: true,
    configurable: true,
    enumerable: false,
  })
}
