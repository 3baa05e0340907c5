// Farm, for programs that Node runs. The build is a program of its own: Farm ends its process when one fails.

import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { createApp, EXPECTED, runProgram, type App } from './app.ts'
import { extensionOf, type Format } from './hosts.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

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

test('Farm: a label of two files', async () => {
  const app = createFarmApp()
  app.edit('src/nested/other.ts', `task('other'`, `task('alias'`)
  expect(await failureOf(buildFarm(app, 'esm'))).toContain('duplicate-label')
})

function createFarmApp(): App {
  const app = createApp()
  symlinkSync(path.join(ROOT, 'node_modules/@farmfe'), path.join(app.root, 'node_modules/@farmfe'))
  // Farm puts the value into the declaration as well, whatever plugins there are.
  app.edit('src/main.ts', 'declare const __FLAVOUR__: string\n', '')
  return app
}

/** Farm looks for its runtime beside the entry, so entries are in one directory. */
async function buildFarm(
  app: App,
  format: Format,
  more: object = {},
  output: object = {},
): Promise<void> {
  const compilation = {
    input: { main: 'src/main.ts', other: 'src/nested/other.ts' },
    output: {
      path: 'dist',
      targetEnv: 'node',
      format,
      entryFilename: `[entryName]${extensionOf(format)}`,
      ...output,
    },
    persistentCache: false,
    presetEnv: false,
    minify: false,
    define: { __FLAVOUR__: JSON.stringify('salt') },
    resolve: { alias: { '@': path.join(app.root, 'src') } },
    external: ['^verdigris', '^dep-'],
    ...more,
  }
  app.write(
    'build.mjs',
    `import { build } from '@farmfe/core'
import verdigris from 'verdigris/farm'
const virtual = {
  name: 'virtual-module',
  resolve: {
    filters: { sources: ['^virtual:value$'], importers: ['.*'] },
    executor: ({ source }) => ({ resolvedPath: source, sideEffects: false, external: false }),
  },
  load: {
    filters: { resolvedPaths: ['^virtual:value$'] },
    executor: () => ({ content: "export default 'virtual value'", moduleType: 'js' }),
  },
}
await build({ root: ${JSON.stringify(app.root)}, compilation: ${JSON.stringify(compilation)}, plugins: [verdigris(), virtual] })
// At once: nothing may be written later.
process.reallyExit(0)
`,
  )
  const env = { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production' }
  const run = promisify(execFile)(process.execPath, ['build.mjs'], {
    cwd: app.root,
    env,
    timeout: 25_000,
  })
  await run
}

async function failureOf(build: Promise<void>): Promise<string> {
  const failure = await build.then(
    () => ({ stdout: 'the build succeeded', stderr: '' }),
    (error: unknown) => error as { stdout: string; stderr: string },
  )
  return failure.stdout + failure.stderr
}
