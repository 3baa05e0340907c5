// What came of a failure: the facts of its error, and whether they are the known ones.

import { inspect } from 'node:util'

import { CrashError, TimeoutError, VerdigrisError } from 'verdigris'

import type { Expected, Failure } from './failures.ts'

export interface Outcome {
  label: string
  tried: string
  package: string
  /** How long the program waited. */
  waitedMs: number
  isExpected: boolean
  /** Name of the error's class, or `none` if the call did not fail. */
  error: string
  /** Fields of the error, as they are. */
  facts: Record<string, unknown>
  stderr: string
  /** The error as Node prints it. */
  printed: string
}

/** Runs one failure and keeps what it left behind. */
export async function observe(failure: Failure, folder: string): Promise<Outcome> {
  const startedAt = performance.now()
  const error: unknown = await failure.run(folder).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return {
    label: failure.label,
    tried: failure.tried,
    package: failure.package,
    waitedMs: performance.now() - startedAt,
    isExpected: isExpected(error, failure),
    error: error instanceof Error ? error.name : 'none',
    facts: error instanceof VerdigrisError ? factsOf(error) : { message: String(error) },
    stderr: error instanceof CrashError || error instanceof TimeoutError ? error.stderr : '',
    printed: inspect(error),
  }
}

function isExpected(error: unknown, { expected, label }: Failure): boolean {
  if (!(error instanceof VerdigrisError) || error.label !== label) return false
  return expected.some((each) => matches(error, each))
}

function matches(error: VerdigrisError, expected: Expected): boolean {
  switch (expected.kind) {
    case 'crash':
      return (
        error instanceof CrashError &&
        error.reason === expected.reason &&
        (expected.signal === undefined || error.signal === expected.signal) &&
        (expected.exitCode === undefined || error.exitCode === expected.exitCode)
      )
    case 'timeout':
      return error instanceof TimeoutError && error.timeoutMs === expected.timeoutMs
  }
}

function factsOf(error: VerdigrisError): Record<string, unknown> {
  const { code, label, callSite, pid, phase, outcome, attempts } = error
  const facts = { code, label, callSite, pid, phase, outcome, attempts }
  if (error instanceof CrashError) {
    const { signal, exitCode, reason, uptimeMs } = error
    return { ...facts, signal, exitCode, reason, uptimeMs }
  }
  return error instanceof TimeoutError ? { ...facts, timeoutMs: error.timeoutMs } : facts
}
