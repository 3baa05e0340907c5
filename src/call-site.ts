// The place in the program that made a call, put under the stack of what it rejects with. An error that is
// made when a process dies knows nothing of who was waiting.
import { VerdigrisError } from './errors.ts'

/** The stack frames of a caller, without a header. Written out only when they are asked for. */
export type Frames = () => string

/**
 * Remembers the frames of whoever called `above`. In an async function that goes on after an `await`, these are
 * the functions that await it.
 */
export function captureFrames(above: (...args: never[]) => unknown): Frames {
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, above)
  return () => {
    const { stack = '' } = holder
    const end = stack.indexOf('\n    at ')
    return end === -1 ? '' : stack.slice(end)
  }
}

/**
 * Appends the call to the stack of an error of the closure, or gives one of ours the caller's frames.
 * @param name of the call, as in `task "ocr"`
 */
export function attachFrames(error: unknown, name: string, callSite: string, frames: Frames): void {
  if (!(error instanceof Error)) return
  const call = `\n    at ${name}${callSite === '' ? '' : ` (${callSite})`}`
  // The frames of our own errors are ours: nobody looks for the fault there.
  const above = error instanceof VerdigrisError ? `${error.name}: ${error.message}` : error.stack
  Object.defineProperty(error, 'stack', {
    value: `${above ?? String(error)}${call}${frames()}`,
    writable: true,
    configurable: true,
    enumerable: false,
  })
}
