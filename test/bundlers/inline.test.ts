// `inline: true`: the worker bundle is in the program's one output file.

import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'

import type { OutputOptions, Plugin } from 'rollup'
import { expect, test, type TestContext } from 'vitest'

import { installNode, type Major } from '../other-nodes.ts'
import { createApp, EXPECTED, runProgram, type App } from './app.ts'
import {
  buildEsbuild,
  buildRolldown,
  buildRollup,
  buildVite,
  rollupInput,
  type Format,
} from './hosts.ts'

const run = promisify(execFile)

// Binaries of 120 MB are copied and searched.
const LIMIT_MS = 120_000

type Build = (app: App, format: Format) => Promise<void>

const entryOf = (app: App): string => path.join(app.root, 'src/main.ts')

const HOSTS: Record<string, Build> = {
  esbuild: (app, format) => buildEsbuild(app, format, { entryPoints: ['src/main.ts'] }),
  Rollup: (app, format) =>
    buildRollup(app, format, { inlineDynamicImports: true }, { input: entryOf(app) }),
  Rolldown: (app, format) =>
    buildRolldown(app, format, { codeSplitting: false }, { input: entryOf(app) }),
  Vite: (app, format) =>
    buildVite(app, format, {
      build: {
        sourcemap: true,
        rolldownOptions: { input: entryOf(app), output: { codeSplitting: false } },
      },
    }),
}

const MODES = Object.entries(HOSTS).flatMap(([name, build]) => [
  [`${name}, ESM`, build, 'esm', 'dist/main.mjs'] as const,
  [`${name}, CommonJS`, build, 'cjs', 'dist/main.cjs'] as const,
])

test.each(MODES)('%s: one file that works', async (_, build, format, file) => {
  const app = createInlineApp()
  await build(app, format)
  expect(app.list('dist').filter((name) => !name.endsWith('.map'))).toEqual([path.basename(file)])
  expect(await runProgram(path.join(app.root, file), 'hi')).toEqual(EXPECTED)
})

test.each(MODES)('%s: maps of the program', async (_, build, format, file) => {
  const app = createInlineApp()
  app.write('src/main.ts', TRACED)
  await build(app, format)
  const traced = run(process.execPath, ['--enable-source-maps', file], { cwd: app.root })
  const { stdout } = await traced
  expect(stdout).toMatch(/src\/main\.ts:4:9\)?\n/)
})

test.each([
  ['esbuild', buildEsbuild],
  ['Rollup', buildRollup],
] as [string, Build][])('%s: several outputs, each with what it needs', async (_, build) => {
  const app = createInlineApp()
  await build(app, 'esm')
  expect(app.list('dist').filter((name) => name.includes('verdigris'))).toEqual([])
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'), 'hi')).toEqual(EXPECTED)
  const other = await runProgram(path.join(app.root, 'dist/nested/other.mjs'), 'hi')
  expect(other).toEqual({ result: 'OTHER HI' })
})

test.each([
  ['inline', true],
  ['with the folder beside it', false],
])('Rollup, %s: a file with the library in it waits for a worker', async (_, inline) => {
  const app = createApp()
  app.options = { inline }
  app.write('src/main.ts', WAITING)
  await buildWithLibrary(app, { inlineDynamicImports: true })
  expect(app.list('dist').filter((name) => name.endsWith('.mjs'))).toEqual(['main.mjs'])
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'))).toEqual(WAITING_GIVES)
})

test('Rollup: chunks load the code for workers when there is one', async () => {
  const app = createApp()
  app.write('src/main.ts', WAITING)
  await buildWithLibrary(app)
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'))).toEqual(WAITING_GIVES)
  const main = app.read('dist/main.mjs')
  expect(main).toMatch(/ import\([^)]*\/chunks\/start-pool/)
  expect(main).not.toMatch(/^import [^;]*\/chunks\/start-pool/m)
})

test('an inline map is shifted as well', async () => {
  const app = createInlineApp()
  app.write('src/main.ts', TRACED)
  await buildEsbuild(app, 'cjs', { entryPoints: ['src/main.ts'], sourcemap: 'inline' })
  const args = ['--enable-source-maps', 'dist/main.cjs']
  const { stdout } = await run(process.execPath, args, { cwd: app.root })
  expect(stdout).toMatch(/src\/main\.ts:4:9\)?\n/)
})

test.each([
  ['esm', 'main.mjs'],
  ['cjs', 'main.cjs'],
] as const)('%s, minified: the file alone can be deployed', async (format, name) => {
  const app = createInlineApp()
  writeAlone(app)
  await buildEsbuild(app, format, { entryPoints: ['src/main.ts'], minify: true })
  const elsewhere = path.join(app.root, 'elsewhere')
  mkdirSync(elsewhere)
  copyFileSync(path.join(app.root, 'dist', name), path.join(elsewhere, name))
  const log = path.join(elsewhere, 'starts')
  const result = await runProgram(path.join(elsewhere, name), log)
  expect(result).toMatchObject({ ...ALONE_GIVES, error: expect.stringContaining('src/main.ts:9') })
  expect(readFileSync(log, 'utf8')).toBe('start\n')
})

test('without writing, and with a hashbang and a directive', async () => {
  const app = createInlineApp()
  writeAlone(app, '#!/usr/bin/env node\n')
  const { build } = await import('esbuild')
  const { esbuildOptions } = await import('./hosts.ts')
  const options = {
    ...esbuildOptions(app, 'cjs'),
    entryPoints: ['src/main.ts'],
    write: false as const,
    banner: { js: '"use strict";' },
  }
  const { outputFiles } = await build(options)
  const code = outputFiles.find(({ path: file }) => file.endsWith('.cjs'))?.text ?? ''
  expect(code.slice(0, 50)).toMatch(/^#!\/usr\/bin\/env node\n"use strict";if \(process/)
  app.write('out.cjs', code)
  const log = path.join(app.root, 'starts')
  expect(await runProgram(path.join(app.root, 'out.cjs'), log)).toMatchObject({ isStrict: true })
})

test('a file that was built again under a running program', async () => {
  const app = createInlineApp()
  app.write('src/main.ts', REPLACED)
  await buildEsbuild(app, 'cjs', { entryPoints: ['src/main.ts'] })
  const { stdout } = await run(process.execPath, ['dist/main.cjs'], { cwd: app.root })
  expect(stdout).toMatch(/^ERR_START .*main\.cjs has no worker bundle of build \w+ any more/)
})

test('a closure that needs a file beside it is a build error', async () => {
  const app = createInlineApp()
  app.write('src/data/logo.bin', 'logo')
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import logo from './data/logo.bin'
void task('logo', () => logo)
`,
  )
  const options = { entryPoints: ['src/main.ts'], loader: { '.bin': 'file' as const } }
  await expect(buildEsbuild(app, 'cjs', options)).rejects.toThrow(/inline-asset: .*logo-\w+\.bin/)
})

test('a single executable becomes its own worker', { timeout: LIMIT_MS }, async (context) => {
  const node = await nodeFor(22, context)
  const app = createInlineApp()
  writeAlone(app)
  await buildEsbuild(app, 'cjs', { entryPoints: ['src/main.ts'] })
  app.write('sea.json', JSON.stringify({ ...SEA, main: 'dist/main.cjs', output: 'sea.blob' }))
  await run(node, ['--experimental-sea-config', 'sea.json'], { cwd: app.root })
  const binary = path.join(app.root, 'app')
  copyFileSync(node, binary)
  const postject = createRequire(import.meta.url).resolve('postject/dist/cli.js')
  const fuse = ['--sentinel-fuse', 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2']
  const args = [postject, binary, 'NODE_SEA_BLOB', 'sea.blob', ...fuse]
  await run(process.execPath, args, { cwd: app.root })
  await expectAlone(app, binary)
})

for (const [format, main, mainFormat] of [
  ['cjs', 'dist/main.cjs', 'commonjs'],
  ['esm', 'dist/main.mjs', 'module'],
] as const) {
  const name = `a single executable that Node builds itself, ${format}`
  test(name, { timeout: LIMIT_MS }, async (context) => {
    const node = await nodeFor(26, context)
    const app = createInlineApp()
    writeAlone(app)
    await buildEsbuild(app, format, { entryPoints: ['src/main.ts'] })
    app.write('sea.json', JSON.stringify({ ...SEA, main, mainFormat, output: 'app' }))
    await run(node, ['--build-sea', 'sea.json'], { cwd: app.root })
    await expectAlone(app, path.join(app.root, 'app'))
  })
}

test('a single executable with a folder starts nothing', { timeout: LIMIT_MS }, async (context) => {
  const node = await nodeFor(26, context)
  const app = createApp()
  writeAlone(app)
  await buildEsbuild(app, 'cjs', { entryPoints: ['src/main.ts'] })
  app.write('sea.json', JSON.stringify({ ...SEA, main: 'dist/main.cjs', output: 'app' }))
  await run(node, ['--build-sea', 'sea.json'], { cwd: app.root })
  const log = path.join(app.root, 'starts')
  await expect(run(path.join(app.root, 'app'), [log])).rejects.toMatchObject({
    stderr: expect.stringMatching(/StartError: .*single executable.*inline: true/),
  })
  expect(readFileSync(log, 'utf8')).toBe('start\n')
})

const SEA = { disableExperimentalSEAWarning: true }

async function nodeFor(major: Major, context: TestContext): Promise<string> {
  const node = await installNode(major)
  return 'path' in node ? node.path : context.skip(node.missing)
}

/** Runs a binary of `ALONE` in a directory where nothing else is. */
async function expectAlone(app: App, binary: string): Promise<void> {
  const elsewhere = path.join(app.root, 'elsewhere')
  mkdirSync(elsewhere)
  const log = path.join(elsewhere, 'starts')
  const { stdout } = await run(binary, [log], { cwd: elsewhere, timeout: 20_000 })
  expect(JSON.parse(stdout)).toMatchObject(ALONE_GIVES)
  // The app has been started once, and its seven processes have not run it.
  expect(readFileSync(log, 'utf8')).toBe('start\n')
}

function writeAlone(app: App, before = ''): void {
  app.write('src/main.ts', before + ALONE)
  // Waits while it is loaded, which makes its worker module an ES module.
  app.write('src/lib/late.ts', `export const late: string = await Promise.resolve('late')\n`)
}

/** Rollup resolves no packages; projects have a plugin for it, which reads their `package.json`. */
async function buildWithLibrary(app: App, output: OutputOptions = {}): Promise<void> {
  const library: Plugin = {
    name: 'library',
    async resolveId(id, importer) {
      const isLibrary = /^verdigris(\/internal)?$/.test(id)
      if (!isLibrary && !importer?.includes('/dist/src/')) return null
      const from = createRequire(path.join(app.root, 'x.cjs'))
      const file = isLibrary ? from.resolve(id) : path.resolve(importer ?? '', '..', id)
      return isBuiltin(id) ? null : { id: file, moduleSideEffects: false }
    },
  }
  const plugins = [rollupInput(app).plugins, library]
  await buildRollup(app, 'esm', output, { input: entryOf(app), plugins })
}

function createInlineApp(): App {
  const app = createApp()
  app.options = { inline: true }
  return app
}

const TRACED = `import { task } from 'verdigris'

function traced(word: string): string {
  throw new Error(word)
}

try {
  traced('here')
} catch (error) {
  console.log((error as Error).stack)
}
if (process.argv[2]) void task('traced', () => traced('there'))
`

const WAITING = `import { pool, task, worker } from 'verdigris'

const counter = await worker('counter', () => {
  let count = 0
  return () => (count += 1)
})
const doubles = await pool('doubles', { size: 1 }, () => (value: number) => value * 2)
const shared = await pool({ size: 1 })
const seen = [await counter.call(), await doubles.call(4), await task('seen', { pool: shared }, () => 3)]
await Promise.all([counter.close(), doubles.close(), shared.close()])
console.log(JSON.stringify(seen))
`

const WAITING_GIVES = [1, 8, 3]

/** Notes each of its starts in a file. */
const ALONE = `import { appendFileSync } from 'node:fs'
import { task, worker } from 'verdigris'

const [, , log = ''] = process.argv
appendFileSync(log, 'start\\n')
const lazy = (): Promise<string> => task('lazy', async () => (await import('./lib/late')).late)

function fail(): never {
  throw new TypeError('of the closure')
}

async function main(): Promise<void> {
  const counter = await worker('counter', () => {
    let count = 0
    return { up: () => (count += 1) }
  })
  await counter.call.up()
  const seen = {
    isStrict: (function (this: unknown) { return this === undefined })(),
    up: await counter.call.up(),
    lazy: await lazy(),
    nested: await task('nested', () => task('inner', () => 'inner')),
    crash: await task('crash', { stderr: 'ignore' }, () => process.kill(process.pid, 'SIGSEGV')).catch(
      (error) => [error.code, error.signal],
    ),
    heap: await task('heap', { memory: 256 * 1024 * 1024 }, async () =>
      (await import('node:v8')).getHeapStatistics().heap_size_limit < 1e9),
    process: await task('process', () => [
      process.execArgv,
      process.env.VERDIGRIS_LABEL ?? null,
      ['fs', 'module', 'exports', 'require'].filter((name) => name in globalThis),
      typeof crypto.subtle,
    ]),
    error: await task('error', () => fail()).catch((error) => error.stack),
  }
  await counter.close()
  console.log(JSON.stringify(seen))
}

void main()
`

const ALONE_GIVES = {
  up: 2,
  lazy: 'late',
  nested: 'inner',
  crash: ['ERR_CRASH', 'SIGSEGV'],
  heap: true,
  process: [[], null, [], 'object'],
}

const REPLACED = `import { writeFileSync } from 'node:fs'
import { task } from 'verdigris'

writeFileSync(process.argv[1] ?? '', '')
task('late', { stderr: 'ignore' }, () => 1).catch((error) =>
  console.log(error.code, error.stderr.replaceAll('\\n', ' ').replace(/^.*Error: /, '')),
)
`
