// What the compiler adds to a build: by the line, in files with calls, and in all, in files without. A build takes as
// long as one waits for it; V8 compiles and collects on other cores meanwhile, which the processor time has in it.

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

import { analyze } from '@typescript-eslint/scope-manager'
import { parseSync } from 'oxc-parser'

import { compile, linesOf, timeRuns, timesOf } from './compiling.ts'
import { type Line, measureLine } from './line.ts'
import { LIFE_LIMIT_MS } from './processes.ts'
import type { Setting } from './setting.ts'
import { writeFile } from './sources.ts'

// Until nothing gets faster any more; what a build begins with is a line of its own.
const ROUNDS = { warmUp: 12, counted: 15 }
const FIRST_ROUNDS = { warmUp: 1, counted: 7 }
const AT_MOST = 25
const SHAPES = [
  { lines: 100, calls: 1 },
  { lines: 500, calls: 5 },
  { lines: 2_000, calls: 1 },
  { lines: 2_000, calls: 20 },
  { lines: 2_000, calls: 200 },
]

export async function measureCompiler(setting: Setting): Promise<Line[]> {
  const lines: Line[] = []
  for (const { lines: wanted, calls } of SHAPES) {
    const code = writeFile(wanted, calls)
    const count = linesOf(code)
    const times = timesOf(code)
    const timeLine = async (run: () => unknown): Promise<number> => timeRuns(times, count, run)
    lines.push(
      await measureLine(
        setting,
        `compiling ${count} lines with ${calls} calls, a line`,
        'us',
        ROUNDS,
        [
          {
            what: 'verdigris',
            isOurs: true,
            aim: { atMost: AT_MOST },
            measure: () => timeLine(() => compile(code)),
          },
          {
            what: 'verdigris, processor time of all threads',
            measure: () => timeProcessor(times, count, () => compile(code)),
          },
          {
            what: 'oxc-parser, to the syntax tree',
            measure: () => timeLine(() => parseSync('a.ts', code).program),
          },
          {
            what: 'oxc-parser and scope-manager, to what names mean',
            measure: () => timeLine(() => analyzeNames(code)),
          },
        ],
      ),
    )
  }
  return [...lines, await measureFirst(setting), await measureOthers(setting)]
}

/** What V8 has not compiled yet, it interprets. */
function measureFirst(setting: Setting): Promise<Line> {
  const script = path.join(setting.workers, 'compile.cjs')
  const timeFirst = async (lines: number, calls: number): Promise<number> => {
    const args = [script, String(lines), String(calls)]
    const options = { timeout: LIFE_LIMIT_MS }
    return Number((await promisify(execFile)(process.execPath, args, options)).stdout)
  }
  return measureLine(
    setting,
    'the first 2,000 lines that a process compiles, a line',
    'us',
    FIRST_ROUNDS,
    SHAPES.map(({ lines, calls }) => ({
      what: `verdigris, files of ${linesOf(writeFile(lines, calls))} lines with ${calls} calls`,
      isOurs: true,
      measure: () => timeFirst(lines, calls),
    })),
  )
}

/** Files that do not mention the package: all that happens is that somebody looks. */
function measureOthers(setting: Setting): Promise<Line> {
  const code = writeFile(2_000, 1).replace('verdigris', 'another')
  return measureLine(setting, 'a file of 2,000 lines without the package, in all', 'us', ROUNDS, [
    { what: 'verdigris', isOurs: true, measure: async () => timeRuns(500, 1, () => compile(code)) },
    {
      what: 'oxc-parser, to the syntax tree',
      measure: async () => timeRuns(1, 1, () => parseSync('a.ts', code).program),
    },
  ])
}

function analyzeNames(code: string): unknown {
  const { program } = parseSync('a.ts', code, { range: true })
  return analyze(program as unknown as Parameters<typeof analyze>[0], { sourceType: 'module' })
}

function timeProcessor(times: number, parts: number, run: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  for (let time = 0; time < times; time += 1) run()
  const { user, system } = process.cpuUsage(before)
  return Promise.resolve((user + system) / times / parts)
}
