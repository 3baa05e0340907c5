// The playground's recipes: real test runners on test files in which one test crashes and one hangs.

import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { describe, expect, it } from 'vitest'

import { expectNoneLeft, markedEnvironment } from './processes.ts'

const RECIPES = path.resolve(import.meta.dirname, '../../playground/recipes')

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
    const vitest = path.join(
      path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
      'vitest.mjs',
    )
    const { stdout, exitCode } = await run([vitest, 'run', '--reporter=json'], 'vitest')
    expect(exitCode).toBe(1)
    expect(resultsOfVitest(JSON.parse(stdout) as VitestReport)).toEqual(EXPECTED)
  })

  it('node:test', async () => {
    const built = await run(['build.js'], 'node-test')
    expect(built).toEqual({ stdout: '', exitCode: 0 })
    const files = readdirSync(path.join(RECIPES, 'node-test/dist'))
      .filter((name) => name.endsWith('.test.js'))
      .map((name) => `dist/${name}`)
    const args = ['--enable-source-maps', '--test', '--test-reporter=tap', ...files]
    const { stdout, exitCode } = await run(args, 'node-test')
    expect(exitCode).toBe(1)
    expect(resultsOfTap(stdout)).toEqual(EXPECTED)
  })
})

/** Runs Node in the folder of a recipe, and not as a part of this run. No process may be left. */
async function run(args: string[], recipe: string): Promise<{ stdout: string; exitCode: unknown }> {
  const { env: marked, find } = markedEnvironment()
  const env = Object.fromEntries(
    Object.entries(marked).filter(([name]) => !/^(VITEST|NODE_OPTIONS$|TEST$)/.test(name)),
  )
  const options = { cwd: path.join(RECIPES, recipe), env, timeout: 25_000 }
  const result = await new Promise<{ stdout: string; exitCode: unknown }>((resolve) => {
    execFile(process.execPath, args, options, (error, stdout) =>
      resolve({ stdout, exitCode: error === null ? 0 : error.code }),
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
