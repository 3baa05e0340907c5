// Bun as a bundler, for programs that Node runs.

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, test } from 'vitest'

import { createApp, EXPECTED, runProgram } from './app.ts'
import { buildBun, BUN } from './bun.ts'
import { extensionOf, type Format } from './hosts.ts'

if (BUN === undefined)
  console.warn('The tests of Bun are skipped: its package has no program for this machine')

const MODES: Record<string, [format: Format, more: object]> = {
  ESM: ['esm', {}],
  CommonJS: ['cjs', {}],
  splitting: ['esm', { splitting: true }],
  minified: ['esm', { minify: true }],
  'CommonJS, minified': ['cjs', { minify: true }],
  'hashed names': [
    'esm',
    { splitting: true, naming: { entry: '[dir]/[name].mjs', chunk: 'deep/[hash].mjs' } },
  ],
  'external packages': ['esm', { packages: 'external' }],
}

describe.skipIf(BUN === undefined)('Bun', () => {
  test.each(Object.entries(MODES))('%s: the built program works', async (_, [format, more]) => {
    const app = createApp()
    await buildBun(app, format, more)
    const extension = extensionOf(format)
    const main = await runProgram(path.join(app.root, `dist/main${extension}`), 'hi')
    expect(main).toEqual(EXPECTED)
    const other = await runProgram(path.join(app.root, `dist/nested/other${extension}`), 'hi')
    expect(other).toEqual({ result: 'OTHER HI' })
  })

  test('a built directory works when it is moved', async () => {
    const app = createApp()
    await buildBun(app, 'cjs', { external: [] })
    const moved = createApp()
    moved.remove('src/main.ts')
    moved.write('elsewhere/main.cjs', app.read('dist/main.cjs'))
    for (const name of app.list('dist/verdigris')) {
      moved.write(`elsewhere/verdigris/${name}`, app.read(`dist/verdigris/${name}`))
    }
    app.remove('dist')
    expect(await runProgram(path.join(moved.root, 'elsewhere/main.cjs'), 'hi')).toMatchObject({
      capture: 'prefix hi 3',
    })
  })

  test('a program that it runs itself is told to be run by Node', async () => {
    const app = createApp()
    await buildBun(app, 'esm')
    const main = path.join(app.root, 'dist/main.mjs')
    const failure = await failureOf(promisify(execFile)(BUN ?? '', [main], { timeout: 20_000 }))
    expect(failure).toContain('did not start: Bun runs this program')
  })

  test.each([
    ['a build for browsers', { target: 'browser' }, `Set \`target: 'node'\``],
    ['a build for Bun itself', { target: 'bun' }, `Set \`target: 'node'\``],
    ['a build into memory', { outdir: undefined }, 'Set `outdir`'],
  ])('%s is refused', async (_, more, message) => {
    const app = createApp()
    const failure = await failureOf(buildBun(app, 'esm', more))
    expect(failure).toContain(message)
    expect(failure).toContain('src/main.ts:')
  })

  test('what is wrong is reported with its place', async () => {
    const app = createApp()
    app.edit('src/main.ts', `task('json', () => config.colour)`, `task('json', () => (word = ''))`)
    expect(await failureOf(buildBun(app, 'esm'))).toMatch(/capture-assigned[^]*src\/main\.ts:23:/)
  })

  test('a label of two files', async () => {
    const app = createApp()
    app.edit('src/nested/other.ts', `task('other'`, `task('alias'`)
    expect(await failureOf(buildBun(app, 'esm'))).toContain('duplicate-label')
  })

  test('an import that only a worker needs, and is not there', async () => {
    const app = createApp()
    app.edit('src/main.ts', `'./lib/fail'`, `'./lib/absent'`)
    expect(await failureOf(buildBun(app, 'esm'))).toContain('./lib/absent')
  })
})

async function failureOf(build: Promise<unknown>): Promise<string> {
  const failure = await build.then(
    () => ({ stderr: 'the build succeeded' }),
    (error: unknown) => error as { stderr: string },
  )
  return failure.stderr
}
