// Farm, for programs that Node runs.

import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { expect, test } from 'vitest'

import { createApp, EXPECTED, runProgram, type App } from './app.ts'
import { buildFarm, runFarm } from './farm.ts'
import { extensionOf, type Format } from './hosts.ts'

const MODES: Record<string, [format: Format, more: object]> = {
  ESM: ['esm', {}],
  CommonJS: ['cjs', {}],
  minified: ['esm', { minify: true }],
  'without source maps': ['esm', { sourcemap: false }],
}

test.each(Object.entries(MODES))('Farm, %s: the built program works', async (_, [format, more]) => {
  const app = createFarmApp()
  await buildFarm(app, format, more)
  const extension = extensionOf(format)
  expect(await runProgram(path.join(app.root, `dist/main${extension}`), 'hi')).toEqual(EXPECTED)
  expect(await runProgram(path.join(app.root, `dist/other${extension}`), 'hi')).toEqual({
    result: 'OTHER HI',
  })
})

test('Farm: a build for browsers is refused', async () => {
  const app = createFarmApp()
  const failure = await failureOf(buildFarm(app, 'esm', {}, { targetEnv: 'browser' }))
  expect(failure).toContain(`Set \`targetEnv: 'node'\``)
})

test('Farm: what is wrong is reported with its place', async () => {
  const app = createFarmApp()
  app.edit('src/main.ts', `task('json', () => config.colour)`, `task('json', () => (word = ''))`)
  expect(await failureOf(buildFarm(app, 'esm'))).toMatch(/capture-assigned[^]*src\/main\.ts:\d+:/)
})

test('Farm: a warning has its place, and what to do', async () => {
  const app = createFarmApp()
  app.write('src/calls.ts', `export { task } from 'verdigris'\n`)
  app.edit('src/main.ts', `import { task`, `import './calls'\nimport { task`)
  const report = stripVTControlCharacters(await runFarm(app, 'esm'))
  expect(report).toMatch(
    /binding-re-exported: [^\n]*\n\s*src\/calls\.ts:1:\d+:\n\s*1 │ export \{ task \}[^]*hint: import from/,
  )
})

test('Farm: a label of two files', async () => {
  const app = createFarmApp()
  app.edit('src/nested/other.ts', `task('other'`, `task('alias'`)
  expect(await failureOf(buildFarm(app, 'esm'))).toContain('duplicate-label')
})

function createFarmApp(): App {
  const app = createApp()
  // Farm puts the value into the declaration as well, whatever plugins there are.
  app.edit('src/main.ts', 'declare const __FLAVOUR__: string\n', '')
  return app
}

async function failureOf(build: Promise<void>): Promise<string> {
  const failure = await build.then(
    () => ({ stdout: 'the build succeeded', stderr: '' }),
    (error: unknown) => error as { stdout: string; stderr: string },
  )
  return failure.stdout + failure.stderr
}
