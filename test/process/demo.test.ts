// The playground's demo: real packages that crash and hang for real, one test for each row.

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'

import type { Outcome } from '../../playground/outcome.ts'

interface Report {
  outcomes: Outcome[]
  clock: { ticks: number; worstGapMs: number; limitMs: number }
}

const ROOT = path.resolve(import.meta.dirname, '../..')
const GLIBC_ABORTS = /free\(\)|malloc|corrupted|invalid|double free/

let report: Report
let exitCode: number | null = null

beforeAll(async () => {
  await build({ root: ROOT, logLevel: 'error', mode: 'production' })
  const demo = path.join(ROOT, 'playground/dist/demo.js')
  // From another folder: nothing of the demo may depend on where it is started.
  const run = promisify(execFile)(process.execPath, [demo, '--json'], { cwd: '/', timeout: 60_000 })
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  exitCode = run.child.exitCode
  report = JSON.parse(stdout) as Report
}, 120_000)

describe('in the demo', () => {
  it('strlen(NULL) is a segmentation fault', () => {
    expect(of('null-pointer')).toMatchObject(crash({ signal: 'SIGSEGV', reason: 'segfault' }))
  })

  it('abort() is an abort', () => {
    expect(of('abort')).toMatchObject(crash({ signal: 'SIGABRT', reason: 'abort' }))
  })

  it('a double free is an abort, and the last words say so', () => {
    expect(of('double-free')).toMatchObject(crash({ signal: 'SIGABRT', reason: 'abort' }))
    expect(of('double-free').stderr).toContain('free(): double free detected')
  })

  it('_exit(3) is an exit code, and no JavaScript handler runs', () => {
    expect(of('native-exit')).toMatchObject(crash({ exitCode: 3, signal: null, reason: 'exit' }))
    expect(of('native-exit').stderr).toBe('')
  })

  it('a native deadlock is killed on time, and its JavaScript SIGTERM handler never runs', () => {
    expectKilledOnTime('deadlock')
    expect(of('deadlock').stderr).toBe('')
  })

  it('a memory map cut short is a bus error', () => {
    expect(of('truncated-map')).toMatchObject(crash({ signal: 'SIGBUS', reason: 'bus-error' }))
  })

  it('half an index file corrupts the heap: an abort, or a segmentation fault that was faster', () => {
    const { facts, stderr } = of('half-an-index')
    if (facts.signal === 'SIGSEGV') {
      expect(of('half-an-index')).toMatchObject(crash({ signal: 'SIGSEGV', reason: 'segfault' }))
    } else {
      expect(of('half-an-index')).toMatchObject(crash({ signal: 'SIGABRT', reason: 'abort' }))
      expect(stderr).toMatch(GLIBC_ABORTS)
    }
  })

  it('a query without an end is killed on time', () => {
    expectKilledOnTime('endless-query')
  })

  it('a regular expression without an end is killed on time', () => {
    expectKilledOnTime('slow-regex')
  })

  it('an endless recursion in a callback is a stack overflow, and V8 says so', () => {
    expect(of('endless-recursion')).toMatchObject(
      crash({ exitCode: 1, signal: null, reason: 'stack-overflow' }),
    )
    expect(of('endless-recursion').stderr).toContain('Maximum call stack size exceeded')
  })

  it('process.exit(0) is an exit, and not success', () => {
    expect(of('process-exit')).toMatchObject(crash({ exitCode: 0, signal: null, reason: 'exit' }))
  })

  it('a heap without an end is out of memory, and V8 says so', () => {
    expect(of('heap')).toMatchObject(crash({ signal: 'SIGABRT', reason: 'out-of-memory' }))
    expect(of('heap').stderr).toContain('JavaScript heap out of memory')
  })

  it('native memory without an end is out of memory', () => {
    expect(of('native-memory')).toMatchObject(
      crash({ signal: 'SIGKILL', exitCode: null, reason: 'out-of-memory' }),
    )
  })

  it('every outcome is the known one, and there are thirteen', () => {
    expect(report.outcomes.filter((outcome) => !outcome.isExpected)).toEqual([])
    expect(report.outcomes).toHaveLength(13)
    expect(exitCode).toBe(0)
  })

  it('every error says where it came from, and each had a process of its own', () => {
    for (const { label, facts } of report.outcomes) {
      expect(facts).toMatchObject({ label, phase: 'running', outcome: 'unknown', attempts: 1 })
      expect(facts.callSite).toMatch(/^playground\/failures\.ts:\d+:\d+$/)
    }
    expect(new Set(report.outcomes.map(({ facts }) => facts.pid)).size).toBe(13)
  })

  it('no process is left', () => {
    for (const { facts } of report.outcomes) {
      expect(() => process.kill(facts.pid as number, 0)).toThrow('ESRCH')
    }
  })

  it('the clock of the program never misses a beat', () => {
    expect(report.clock.worstGapMs).toBeLessThanOrEqual(report.clock.limitMs)
    expect(report.clock.ticks).toBeGreaterThan(200)
  })
})

function of(label: string): Outcome {
  const outcome = report.outcomes.find((candidate) => candidate.label === label)
  if (outcome === undefined) throw new Error(`The demo has no row ${label}`)
  return outcome
}

function crash(facts: Record<string, unknown>): object {
  return { error: 'CrashError', facts: { code: 'ERR_CRASH', ...facts } }
}

function expectKilledOnTime(label: string): void {
  const outcome = of(label)
  expect(outcome).toMatchObject({
    error: 'TimeoutError',
    facts: { code: 'ERR_TIMEOUT', timeoutMs: 1000 },
  })
  expect(outcome.waitedMs).toBeGreaterThanOrEqual(1000)
  // Far less than any grace period: a process that cannot answer is not asked twice.
  expect(outcome.waitedMs).toBeLessThan(2500)
}
