// Runs every failure, one after the other, beside a clock that must not stop. `--json` prints the facts
// instead of the blocks. Exits with 1 if an outcome is not the known one, or if the clock missed a beat.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { LIMIT_MS, startClock } from './clock.ts'
import { failures } from './failures.ts'
import { observe } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { printClock, printOutcome, printSummary, printTitle } from './print.ts'

const isJson = process.argv.includes('--json')
const scratch = mkdtempSync(path.join(tmpdir(), 'verdigris-demo-'))
const outcomes: Outcome[] = []

let current = ''
const clock = startClock(() => {
  if (!isJson) printClock(clock, current)
})
try {
  if (!isJson) printTitle(failures.length)
  for (const failure of failures) {
    current = failure.label
    const folder = path.join(scratch, failure.label)
    mkdirSync(folder)
    const outcome = await observe(failure, folder)
    outcomes.push(outcome)
    if (!isJson) printOutcome(outcome, outcomes.length)
  }
} finally {
  clock.stop()
  rmSync(scratch, { recursive: true, force: true })
}

if (isJson) {
  const { ticks, worstGapMs } = clock
  console.log(JSON.stringify({ outcomes, clock: { ticks, worstGapMs, limitMs: LIMIT_MS } }))
} else {
  printSummary(outcomes, clock)
}

const isFine = outcomes.every((outcome) => outcome.isExpected) && clock.worstGapMs <= LIMIT_MS
process.exitCode = isFine ? 0 : 1
