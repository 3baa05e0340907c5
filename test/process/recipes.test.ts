// The playground's recipes: real test runners on test files in which one test crashes and one hangs.

import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { describe, expect, it } from 'vitest'

import { expectNoneLeft, markedEnvironment } from './processes.ts'

const RECIPES = path.resolve(import.meta.dirname, '../../playground/recipes')
const CLOSURES = path.join(import.meta.dirname, 'fixtures/closures')
const VITEST = path.join(
  path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
)

/** Names of the tests in both recipes, and what their failures say. */
const EXPECTED = {
  'strlen counts bytes': 'passed',
  'strlen crashes on purpose': expect.stringMatching(
    /Task "strlen crashes" \(native\.test\.ts:\d+:\d+\) crashed: .* killed by SIGSEGV/,
  ),
  'strlen counts ""': 'passed',
  'strlen counts "zinc"': 'passed',
  'strlen counts "verdigris"': 'passed',
  'pause hangs on purpose': expect.stringMatching(
    /Task "pause hangs" \(native\.test\.ts:\d+:\d+\) timed out: no answer 1000 ms/,
  ),
  'pause is a function': 'passed',
}

describe('when one test crashes and one hangs, those two fail and no others', () => {
  it('Vitest', async () => {
    const { stdout, exitCode } = await run([VITEST, 'run', '--reporter=json'], `${RECIPES}/vitest`)
    expect(exitCode).toBe(1)
    expect(resultsOfVitest(JSON.parse(stdout) as VitestReport)).toEqual(EXPECTED)
  })

  it('node:test', async () => {
    const folder = path.join(RECIPES, 'node-test')
    const built = await run(['build.js'], folder)
    expect(built).toMatchObject({ stdout: '', exitCode: 0 })
    const files = readdirSync(path.join(folder, 'dist'))
      .filter((name) => name.endsWith('.test.js'))
      .map((name) => `dist/${name}`)
    const args = ['--enable-source-maps', '--test', '--test-reporter=tap', ...files]
    const { stdout, exitCode } = await run(args, folder)
    expect(exitCode).toBe(1)
    expect(resultsOfTap(stdout)).toEqual(EXPECTED)
  })
})

describe('in the closure of a test', () => {
  it('matchers work, and what needs the runner fails', async () => {
    const { stdout } = await run([VITEST, 'run', '--reporter=json'], CLOSURES)
    expect(resultsOfVitest(JSON.parse(stdout) as VitestReport)).toEqual({
      matchers: 'passed',
      'no equality': expect.stringMatching(
        /AssertionError: expected \{ metal: 'copper', .*closures\.test\.ts:27:45\n/s,
      ),
      'no soft': expect.stringContaining('expect.soft() can only be used inside a test'),
      'no poll': expect.stringContaining('Vitest failed to access its internal state'),
      'no snapshot': expect.stringContaining('cannot be used without test context'),
      'no inline snapshot': expect.stringContaining('cannot be used without test context'),
      'no count of assertions': expect.stringContaining('assertions to be 1, but got 0'),
      'no assertion as a result': expect.stringMatching(
        /cannot send `result`: it is an instance of Assertion/,
      ),
      'no end': expect.not.stringContaining('passed'),
      'the process without an end is gone': 'passed',
    })
  })

  it('a failure is printed with its diff, a time limit of the runner as its own', async () => {
    const { stderr } = await run([VITEST, 'run', '--testNamePattern=equality|end'], CLOSURES)
    expect(stderr).toContain('-   "metal": "zinc",\n+   "metal": "copper",\n')
    expect(stderr).toContain('Test timed out in 1000ms')
  })
})

interface Run {
  stdout: string
  stderr: string
  exitCode: unknown
}

/** Runs Node in a folder, and not as a part of this run. No process may be left. */
async function run(args: string[], folder: string): Promise<Run> {
  const { env: marked, find } = markedEnvironment()
  const own = Object.entries(marked).filter(([name]) => !/^(VITEST|NODE_OPTIONS$|TEST$)/.test(name))
  const env = { ...Object.fromEntries(own), NO_COLOR: '1' }
  const result = await new Promise<Run>((resolve) => {
    const options = { cwd: folder, env, timeout: 25_000 }
    execFile(process.execPath, args, options, (error, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: error === null ? 0 : error.code }),
    )
  })
  await expectNoneLeft(find)
  return result
}

interface VitestReport {
  testResults: {
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

function resultsOfVitest({ testResults }: VitestReport): Record<string, string> {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  return Object.fromEntries(
    tests.map(({ fullName, status, failureMessages }) => [
      fullName,
      status === 'failed' ? failureMessages.join() : status,
    ]),
  )
}

/** Of the tests in suites: a suite's own result follows those of its tests, less indented. */
function resultsOfTap(tap: string): Record<string, string> {
  const results: Record<string, string> = {}
  let suite = ''
  let test = ''
  for (const line of tap.split('\n')) {
    suite = /^# Subtest: (.*)$/.exec(line)?.[1] ?? suite
    const [, failed, name] = /^ {4}(not )?ok \d+ - (.*)$/.exec(line) ?? []
    if (name !== undefined) {
      test = `${suite} ${name}`
      results[test] = failed === undefined ? 'passed' : 'failed'
    }
    const error = /^ {6}error: '(.*)'$/.exec(line)?.[1]
    if (error !== undefined) results[test] = error
  }
  return results
}
