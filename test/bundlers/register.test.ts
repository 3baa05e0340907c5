// `node --import verdigris/register`, on this Node and on others.

import { execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

import {
  afterAll,
  beforeAll,
  describe,
  expect,
  onTestFinished,
  test,
  type TestContext,
} from 'vitest'

import { installNode, type OtherNode } from '../other-nodes.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const FIXTURE = path.join(import.meta.dirname, 'fixtures/register')
const PACKAGES = path.join(import.meta.dirname, 'fixtures/app/packages')
const LIMIT_MS = 20_000

const nodes: Record<string, OtherNode> = { this: { path: process.execPath } }

beforeAll(async () => {
  for (const major of [22, 24, 26] as const) nodes[major] = await installNode(major)
}, 120_000)

// One for all tests, as an interrupted run leaves at most one behind.
const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'verdigris-register-')))
afterAll(() => rmSync(home, { recursive: true, force: true }))

// The first and the last have two kinds of hooks; the others have habits of their own with CommonJS.
describe.each(['this', '22', '24', '26'])('Node: %s', (version) => {
  test('a program in TypeScript, twice', async (context) => {
    const { root, run } = createProgram(version, context)
    const first = await run('src/main.ts', 'hi')
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(JSON.parse(first.stdout)).toEqual({
      enum: 3,
      decorated: 'decorated',
      capture: 'HI 42 red',
      cjs: expect.stringContaining('dep-cjs'),
      nested: 'inner hi!',
      execArgv: [],
      place: path.join(root, 'src/lib/shout.ts'),
      closureFrame: `${path.join(root, 'src/lib/fail.ts')}:7:9`,
      programFrame: `${path.join(root, 'src/lib/fail.ts')}:7:9`,
      crash: 'SIGSEGV',
    })
    const made = snapshot(path.join(root, 'node_modules/.cache/verdigris'))
    expect(made.length).toBeGreaterThan(0)
    expect(await run('src/main.ts', 'hi')).toEqual(first)
    expect(snapshot(path.join(root, 'node_modules/.cache/verdigris'))).toEqual(made)
  })

  test('CommonJS', async (context) => {
    const { run } = createProgram(version, context)
    expect(await run('src/common/main.cts')).toMatchObject({
      stdout: 'common a 1 true true\n',
      stderr: '',
    })
    expect(await run('src/common/names.mts')).toMatchObject({ stdout: 'common\n', stderr: '' })
  })

  test.skipIf(version === 'this' && !hasSynchronousHooks())(
    'CommonJS that requires TypeScript',
    async (context) => {
      const { run } = createProgram(version, context)
      expect(await run('src/common/requires.cjs')).toMatchObject({
        stdout: 'common module remote\n',
        stderr: '',
      })
    },
  )
})

describe.each(['this', '26'])('Node: %s', (version) => {
  test('an edit of what only a closure uses is seen by the next start', async (context) => {
    const { root, run } = createProgram(version, context)
    const before = await run('src/late.ts')
    expect(before.stdout).toBe('first\n')
    writeFileSync(path.join(root, 'src/lib/word.ts'), `export const word: string = 'second'\n`)
    expect((await run('src/late.ts')).stdout).toBe('second\n')
  })

  test('an error of the compiler makes the import fail and is shown in full', async (context) => {
    const { root, run } = createProgram(version, context)
    const { stderr, stdout, exitCode } = await run('src/wrong.ts')
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    expect(stderr).toContain(`BuildProblems: ${path.join(root, 'src/wrong.ts')} cannot be loaded.

capture-written-elsewhere: \`count\` is assigned outside this closure, so its process would see a stale copy.
  src/wrong.ts:3:46
  2 | let count = 0
> 3 | export const next = () => task('next', () => count + 1)
    |                                              ^^^^^
`)
    const caught = await run('src/catches.ts')
    expect(caught.stdout).toMatch(/^BuildProblems: .*capture-written-elsewhere/s)
  })

  test('a warning is printed at every start', async (context) => {
    const { run } = createProgram(version, context)
    const first = await run('src/warns.ts')
    expect(first.stdout).toBe('2\n')
    expect(first.stderr).toMatch(
      /^\[verdigris\] warning: capture-mutated: .*\n {2}src\/warns\.ts:4:/,
    )
    expect(await run('src/warns.ts')).toEqual(first)
  })

  test('a closure that leads back to the program is refused', async (context) => {
    const { run } = createProgram(version, context)
    const { stderr, exitCode } = await run('src/runs.ts')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('worker-runs-program: The closure of "runs" leads to src/runs.ts')
  })

  test('a label that two files have', async (context) => {
    const { run } = createProgram(version, context)
    const { stderr, exitCode } = await run('src/twice.ts')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/duplicate-label: The label "late" .*first used here/s)
  })

  test('node --test: a crash is the failure of its test', async (context) => {
    const { run } = createProgram(version, context)
    const files = ['src/tests/one.test.ts', 'src/tests/two.test.ts']
    const { stdout, exitCode } = await run('--test', '--test-reporter=tap', ...files)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^# pass 2$/m)
    expect(stdout).toMatch(/^# fail 1$/m)
    expect(stdout).toMatch(/one\.test\.ts:\d+:\d+\) crashed: .* killed by SIGSEGV/)
  })

  test('node --watch: an edit of what only a closure uses, and of what is wrong', async (context) => {
    const { root, start } = createProgram(version, context)
    const program = start('--watch', 'src/late.ts')
    const lines = createInterface({ input: program.stdout })
    const write = (text: string): void => writeFileSync(path.join(root, 'src/lib/word.ts'), text)
    // From a thread of its own, what a program that fails has to say may come too late.
    const canFail = version !== 'this' || hasSynchronousHooks()
    const middle = `export const word: string = ${canFail ? '= 1' : "'second'"}\n`
    const seen: string[] = []
    for await (const line of lines) {
      if (/^\w+$|^Failed running/.test(line)) seen.push(line.replace(/ running.*/, ''))
      if (line === 'first') write(middle)
      if (line.startsWith('Failed running')) write(`export const word: string = 'second'\n`)
      if (line === 'second') break
    }
    expect(seen).toEqual(canFail ? ['first', 'Failed', 'second'] : ['first', 'second'])
  })
})

test('several programs at once, with nothing made yet', async (context) => {
  const { run } = createProgram('this', context)
  const ends = await Promise.all(Array.from({ length: 4 }, () => run('src/late.ts')))
  for (const end of ends) expect(end).toEqual({ stdout: 'first\n', stderr: '', exitCode: 0 })
})

test('a tree that cannot be written to: worker bundles are in the temporary directory', async (context) => {
  const { root, run, env } = createProgram('this', context)
  // As root is what tests may be run by, nothing short of this keeps it from writing.
  writeFileSync(path.join(root, 'node_modules/.cache'), '')
  env['TMPDIR'] = path.join(root, 'temporary')
  mkdirSync(env['TMPDIR'])
  const { stdout, stderr, exitCode } = await run('src/main.ts', 'hi')
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  expect(JSON.parse(stdout)).toMatchObject({
    capture: 'HI 42 red',
    cjs: expect.stringContaining('dep-cjs'),
  })
  const [name = ''] = readdirSync(env['TMPDIR']).filter((each) => each.startsWith('verdigris-'))
  expect(statSync(path.join(env['TMPDIR'], name)).mode & 0o777).toBe(0o700)
})

test('a temporary directory that others can write to is not used', async (context) => {
  const { root, run, env } = createProgram('this', context)
  writeFileSync(path.join(root, 'node_modules/.cache'), '')
  env['TMPDIR'] = path.join(root, 'temporary')
  const shared = path.join(env['TMPDIR'], `verdigris-${process.getuid?.()}`)
  mkdirSync(shared, { recursive: true })
  chmodSync(shared, 0o777)
  const { stderr, exitCode } = await run('src/late.ts')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('verdigris/register has nowhere to put worker bundles')
})

test('the options of the plugin are in package.json', async (context) => {
  const { root, run } = createProgram('this', context)
  writeFileSync(
    path.join(root, 'package.json'),
    JSON.stringify({ type: 'module', verdigris: { types: './src/types.ts' } }),
  )
  expect((await run('src/money.ts')).stdout).toBe('Money 7\n')
})

test('what a file is follows `type` in package.json, whatever was compiled before', async (context) => {
  const { root, run } = createProgram('this', context)
  writeFileSync(path.join(root, 'src/what.ts'), 'console.log(typeof __dirname)\n')
  expect((await run('src/what.ts')).stdout).toBe('undefined\n')
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ type: 'commonjs' }))
  expect((await run('src/what.ts')).stdout).toBe('string\n')
})

test('what only an ES module may do says how to make it one', async (context) => {
  const { root, run } = createProgram('this', context)
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ type: 'commonjs' }))
  const advice = /CommonJS, as its package\.json has no "type": "module".*`\.mts`/
  writeFileSync(path.join(root, 'src/waits.ts'), 'await 1\n')
  expect((await run('src/waits.ts')).stderr).toMatch(advice)
  writeFileSync(path.join(root, 'src/part.ts'), 'export const part: number = 1\n')
  writeFileSync(
    path.join(root, 'src/whole.ts'),
    `import { part } from './part'\nconsole.log(part)\n`,
  )
  const { stdout, stderr } = await run('src/whole.ts')
  if (hasSynchronousHooks()) expect(stdout).toBe('1\n')
  else {
    expect(stderr).toMatch(advice)
    expect(stderr).toContain(`It needs ${path.join(root, 'src/part.ts')}`)
  }
})

test('a process that is asked for in one file, for a call in another', async (context) => {
  const { run } = createProgram('this', context)
  const first = JSON.parse((await run('src/warm.ts')).stdout)
  expect(first).toEqual({ waits: [expect.any(Number)], called: first.waits })
  // As it was compiled before.
  const second = JSON.parse((await run('src/warm.ts')).stdout)
  expect(second.called).toEqual(second.waits)
})

test('in the environment of a child NODE_OPTIONS costs nothing', async (context) => {
  const { run, env } = createProgram('this', context)
  env['NODE_OPTIONS'] = '--import verdigris/register'
  const { stdout } = await run('src/hooked.ts')
  expect(JSON.parse(stdout)).toEqual({ program: true, child: false })
})

interface End {
  stdout: string
  stderr: string
  exitCode: number
}

/** A fresh copy of the program, and how it is run. */
function createProgram(version: string, context: TestContext) {
  const node = nodes[version] ?? { missing: `no Node ${version}` }
  if ('missing' in node) return context.skip(node.missing)
  const root = mkdtempSync(path.join(home, 'program-'))
  cpSync(FIXTURE, root, { recursive: true })
  cpSync(PACKAGES, path.join(root, 'node_modules'), { recursive: true })
  symlinkSync(ROOT, path.join(root, 'node_modules/verdigris'))
  const env: Record<string, string> = { PATH: process.env['PATH'] ?? '' }
  const start = (...args: string[]) => {
    const all = ['--import', 'verdigris/register', ...args]
    const program = spawn(node.path, all, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void program.kill())
    return program
  }
  const run = (...args: string[]): Promise<End> =>
    new Promise((resolve) => {
      const all = ['--import', 'verdigris/register', ...args]
      execFile(node.path, all, { cwd: root, env, timeout: LIMIT_MS }, (error, stdout, stderr) => {
        resolve({ stdout, stderr, exitCode: error === null ? 0 : Number(error.code) })
      })
    })
  return { root, env, run, start }
}

/** Names and contents. */
function snapshot(directory: string): [string, string][] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => [file, `${statSync(file).mtimeMs} ${readFileSync(file, 'utf8').length}`])
}

function hasSynchronousHooks(): boolean {
  return 'registerHooks' in process.getBuiltinModule('node:module')
}
