// The compiler at work, as it is measured.

import { transform } from '../../plugin/transform.ts'

/** A round is about the same work for many small files and for a few large ones. */
const LINES = 2_000

/** How often a file must be compiled for one round. */
export function timesOf(code: string): number {
  return Math.ceil(LINES / linesOf(code))
}

export function linesOf(code: string): number {
  return code.split('\n').length
}

export function compile(code: string): unknown {
  return transform(code, '/app/src/file.ts', { root: '/app' })
}

/** Microseconds for each of `parts`. */
export function timeRuns(times: number, parts: number, run: () => unknown): number {
  const startedAt = performance.now()
  for (let time = 0; time < times; time += 1) run()
  return ((performance.now() - startedAt) * 1_000) / times / parts
}
