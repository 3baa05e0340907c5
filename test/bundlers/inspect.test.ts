// The command line tool, on what real bundlers have built.

import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify, stripVTControlCharacters, styleText } from 'node:util'

import { expect, test } from 'vitest'

import { inspect } from '../../plugin/cli/inspect.ts'
import type { Terminal } from '../../plugin/cli/terminal.ts'
import { createApp, type App } from './app.ts'
import { buildEsbuild, buildRolldown, buildRollup, buildVite, type Format } from './hosts.ts'

const CLI = path.resolve(import.meta.dirname, '../../dist/plugin/cli/main.js')

/** Captures of every kind, one call inside another, and one of each function. */
const PROGRAM = `
import { pool, task, worker } from 'verdigris'
import { shout } from './lib/shout'
const LIMIT = 3
const isShort = (text: string) => text.length < LIMIT
export async function run(word: string) {
  const twice = (text: string) => text + word
  await task('all kinds', async () => {
    await task('inner', () => word)
    return isShort(word) ? twice('a') : shout('b')
  })
  await worker('codec', () => (text: string) => text)
  return pool('thumbs', { size: 1 }, () => (text: string) => shout(text))
}
if (process.argv.length > 9) void run('x')
`

interface Listed {
  label: string
  captured: object[]
  bytes: number
}

const HOSTS: Record<string, (app: App, format: Format) => Promise<void>> = {
  Vite: buildVite,
  Rollup: buildRollup,
  Rolldown: buildRolldown,
  esbuild: buildEsbuild,
}

test.each(Object.entries(HOSTS))('%s: labels, and how each variable travels', async (_, build) => {
  const app = createProgram()
  await build(app, 'esm')
  const { stdout } = await runCli(app, 'inspect', '--json')
  const [bundle, ...others] = JSON.parse(stdout) as { programs: string[]; labels: Listed[] }[]
  expect(others).toEqual([])
  expect(bundle?.programs).toContain('dist/main.mjs')
  const labels = bundle?.labels ?? []
  expect(labels.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['all kinds', 'codec', 'inner', 'other', 'thumbs']),
  )
  const [first] = labels
  expect(first).toMatchObject({
    label: 'all kinds',
    function: 'task',
    file: 'src/main.ts',
    line: 8,
    column: 9,
    nested: ['inner'],
  })
  expect(first?.captured).toEqual([
    { name: 'word', travel: 'value', line: 6 },
    { name: 'twice', travel: 'code', line: 7 },
    { name: 'isShort', travel: 'copy', line: 5 },
    { name: 'LIMIT', travel: 'copy', line: 4 },
    { name: 'task', travel: 'import', from: 'verdigris', line: 2 },
    { name: 'shout', travel: 'import', from: './lib/shout', line: 3 },
  ])
  expect(first?.bytes).toBeGreaterThan(500)
  expect(stdout).not.toContain(app.root)
})

test('the list reads well', async () => {
  const app = createProgram()
  await buildEsbuild(app, 'esm', { entryPoints: ['src/main.ts'] })
  const { stdout } = await runCli(app, 'inspect', 'dist')
  const sizeless = stdout.replace(/ +[\d.]+ k?B$/gm, '').replace(/worker-\w+/, 'worker-1a2b3c4d')
  expect(sizeless).toBe(`dist/verdigris/worker-1a2b3c4d.cjs
4 labels, used by dist/main.mjs

"all kinds"  task    src/main.ts:8:9
  by value  word
  as code   twice
  copied    isShort, LIMIT
  imported  task from verdigris, shout from ./lib/shout
  calls     inner

codec        worker  src/main.ts:12:9
  captures nothing

inner        task    src/main.ts:9:11
  by value  word

thumbs       pool    src/main.ts:13:10
  imported  shout from ./lib/shout
`)
})

test('in a narrow terminal no line is too long, and in a colourless one there are no colours', async () => {
  const app = createProgram()
  await buildEsbuild(app, 'esm')
  const request = { directory: 'dist', label: undefined, asJson: false }
  const paint: Terminal['paint'] = (style, text) =>
    styleText(style, text, { validateStream: false })
  const narrow = inspect(request, { width: 40, isInteractive: true, paint }, app.root)
  const plain = stripVTControlCharacters(narrow)
  expect(plain).not.toBe(narrow)
  expect(plain.split('\n').filter((line) => line.length > 40)).toEqual([])
  const { stdout } = await runCli(app, 'inspect')
  expect(stripVTControlCharacters(stdout)).toBe(stdout)
})

test('a label gives its worker module, as it is', async () => {
  const app = createProgram()
  await buildEsbuild(app, 'esm')
  const { stdout } = await runCli(app, 'inspect', 'dist', 'inner')
  app.write('inner.cjs', stdout)
  const { default: factory } = createRequire(app.root)(path.join(app.root, 'inner.cjs')) as {
    default: (captured: object) => () => unknown
  }
  expect(factory({ word: 'copper' })()).toBe('copper')
})

test('bundles of earlier builds are left out', async () => {
  const app = createProgram()
  await buildEsbuild(app, 'esm')
  app.edit('src/main.ts', `'inner'`, `'later'`)
  await buildEsbuild(app, 'esm')
  expect(app.list('dist/verdigris').filter((name) => /^worker-.*json$/.test(name))).toHaveLength(2)
  const { stdout } = await runCli(app, 'inspect')
  expect(stdout).toContain('later')
  expect(stdout).not.toContain('inner ')
})

test('two builds below one folder: both are listed, and a label of both needs the folder of one', async () => {
  const app = createProgram()
  await buildEsbuild(app, 'esm', { outdir: 'out/a' })
  await buildEsbuild(app, 'esm', { outdir: 'out/b' })
  expect((await runCli(app, 'inspect', 'out', 'inner')).stdout).toContain('word')
  app.edit('src/main.ts', `() => word)`, `() => word + 1)`)
  await buildEsbuild(app, 'esm', { outdir: 'out/b' })
  const listed = JSON.parse((await runCli(app, 'inspect', 'out', '--json')).stdout) as {
    directory: string
  }[]
  expect(listed.map(({ directory }) => directory)).toEqual(['out/a/verdigris', 'out/b/verdigris'])
  const { stderr, code } = await failCli(app, 'inspect', 'out', 'inner')
  expect(code).toBe(1)
  expect(stderr).toBe(`verdigris: Several builds have a label "inner". Name the folder of one:
  npx verdigris inspect out/a/verdigris inner
  npx verdigris inspect out/b/verdigris inner
`)
  expect((await runCli(app, 'inspect', 'out/b/verdigris', 'inner')).stdout).toContain('word + 1')
})

test.each([
  [['inspect', 'dist', 'iner'], 1, 'No label "iner". Did you mean: inner?'],
  [['inspect', 'dist', 'zzzz'], 1, 'No label "zzzz". There are: "all kinds", codec, inner, '],
  [['inspect', 'nowhere'], 1, 'There is no folder nowhere. Build the program first'],
  [
    ['inspect', 'dist/main.mjs'],
    1,
    'Name the one that the program is built into: npx verdigris inspect dist',
  ],
  [['inspect', 'src'], 1, 'No worker bundle in src or the folders below it'],
  [['inspect', '--wrong'], 2, `Unknown option '--wrong'`],
  [['list'], 2, 'Unknown command "list"'],
  [['inspect', 'a', 'b', 'c'], 2, 'Expected a folder and a label, got also c.'],
])('%j fails with code %i', async (args, code, message) => {
  const app = createProgram()
  await buildEsbuild(app, 'esm')
  const failure = await failCli(app, ...args)
  expect(failure).toMatchObject({ code, stdout: '' })
  expect(failure.stderr).toContain(message)
})

test.each(Object.entries(HOSTS))(
  '%s: a bundle inside the program is no missing bundle',
  async (_, build) => {
    const app = createProgram()
    app.options = { inline: true }
    await build(app, 'esm')
    const { code, stderr } = await failCli(app, 'inspect')
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^verdigris: With `inline: true` the worker bundle is inside the program \([^)]*dist\/main\.mjs[^)]*\) .* into another folder/,
    )
  },
)

test('a worker module that is gone is named', async () => {
  const app = createProgram()
  await buildEsbuild(app, 'esm')
  const name = app.list('dist/verdigris').find((file) => /^inner-\w+\.cjs$/.test(file)) ?? ''
  app.remove(`dist/verdigris/${name}`)
  expect((await runCli(app, 'inspect')).stdout).toMatch(/^inner .* missing$/m)
  const { stderr } = await failCli(app, 'inspect', 'dist', 'inner')
  expect(stderr).toContain(`dist/verdigris/${name} is gone`)
})

test('help', async () => {
  const app = createApp()
  const { stdout } = await runCli(app, '--help')
  expect(stdout).toMatch(/^Usage: npx verdigris inspect/)
  expect((await runCli(app)).stdout).toBe(stdout)
})

function createProgram(): App {
  const app = createApp()
  app.write('src/main.ts', PROGRAM)
  return app
}

function runCli(app: App, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: undefined }
  return promisify(execFile)(process.execPath, [CLI, ...args], {
    cwd: app.root,
    timeout: 20_000,
    env,
  })
}

async function failCli(
  app: App,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const result = await runCli(app, ...args).catch((error: unknown) => error)
  if (!(result instanceof Error)) throw new Error(`${args.join(' ')} did not fail`)
  return result as Error & { code: number; stdout: string; stderr: string }
}
