// What the compiler adds to a build: by the line, in files with calls, and in all, in files without. A build takes as
// long as one waits for it; V8 compiles and collects on other cores meanwhile, which the processor time has in it.

import { analyze } from '@typescript-eslint/scope-manager'
import { parseSync } from 'oxc-parser'

import { transform } from '../../plugin/transform.ts'
import { type Line, measureLine } from './line.ts'
import type { Setting } from './setting.ts'
import { writeFile } from './sources.ts'

const ROUNDS = { warmUp: 3, counted: 15 }
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
    const count = code.split('\n').length
    // Many small files, or a few large ones: a round is about the same work.
    const times = Math.ceil(2_000 / count)
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
            measure: () => timeRuns(times, count, () => compile(code)),
          },
          {
            what: 'verdigris, processor time of all threads',
            measure: () => timeProcessor(times, count, () => compile(code)),
          },
          {
            what: 'oxc-parser, to the syntax tree',
            measure: () => timeRuns(times, count, () => parseSync('a.ts', code).program),
          },
          {
            what: 'oxc-parser and scope-manager, to what names mean',
            measure: () => timeRuns(times, count, () => analyzeNames(code)),
          },
        ],
      ),
    )
  }
  return [...lines, await measureOthers(setting)]
}

/** Files that do not mention the package: all that happens is that somebody looks. */
function measureOthers(setting: Setting): Promise<Line> {
  const code = writeFile(2_000, 1).replace('verdigris', 'another')
  return measureLine(setting, 'a file of 2,000 lines without the package, in all', 'us', ROUNDS, [
    { what: 'verdigris', isOurs: true, measure: () => timeRuns(500, 1, () => compile(code)) },
    {
      what: 'oxc-parser, to the syntax tree',
      measure: () => timeRuns(1, 1, () => parseSync('a.ts', code).program),
    },
  ])
}

function analyzeNames(code: string): unknown {
  const { program } = parseSync('a.ts', code, { range: true })
  return analyze(program as unknown as Parameters<typeof analyze>[0], { sourceType: 'module' })
}

function compile(code: string): unknown {
  return transform(code, '/app/src/file.ts', { root: '/app' })
}

/** Microseconds for each of `parts`. */
function timeRuns(times: number, parts: number, run: () => unknown): Promise<number> {
  const startedAt = performance.now()
  for (let time = 0; time < times; time += 1) run()
  return Promise.resolve(((performance.now() - startedAt) * 1_000) / times / parts)
}

function timeProcessor(times: number, parts: number, run: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  for (let time = 0; time < times; time += 1) run()
  const { user, system } = process.cpuUsage(before)
  return Promise.resolve((user + system) / times / parts)
}
