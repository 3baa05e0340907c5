import { build as buildWithEsbuild, type BuildFailure } from 'esbuild'
import { expect, test } from 'vitest'

import { createApp, type App } from './app.ts'
import { buildEsbuild, buildRolldown, buildRollup, buildVite, esbuildOptions } from './hosts.ts'

const HOSTS: Record<string, (app: App) => Promise<void>> = {
  Vite: (app) => buildVite(app, 'esm'),
  Rollup: (app) => buildRollup(app, 'esm'),
  Rolldown: (app) => buildRolldown(app, 'esm'),
  esbuild: (app) => buildEsbuild(app, 'esm'),
}

test.each(Object.entries(HOSTS))('%s: a label that two files use', async (_, build) => {
  const app = createApp()
  app.edit('src/nested/other.ts', `task('other'`, `task('alias'`)
  const report = await failureOf(build(app))
  expect(report).toContain('duplicate-label: The label "alias" is used by two call sites')
  expect(report).toContain('src/main.ts:22:18')
  expect(report).toMatch(/src\/nested\/other\.ts:8:(9|10)/)
})

test.each(Object.entries(HOSTS))('%s: an import that only a worker needs', async (_, build) => {
  const app = createApp()
  app.write('src/lib/fail.ts', `import { x } from 'not-installed'\nexport const fail = () => x\n`)
  const report = await failureOf(build(app))
  expect(report).toMatch(/Could not resolve "not-installed"/)
  expect(report).toContain('src/lib/fail.ts')
})

test.each(Object.entries(HOSTS))('%s: a file that is not there', async (_, build) => {
  const app = createApp()
  app.edit('src/main.ts', `'./lib/fail'`, `'./lib/absent'`)
  const report = await failureOf(build(app))
  expect(report).toMatch(/Could not resolve "\.\/lib\/absent"/)
  expect(report).toContain('src/main.ts')
})

test.each(Object.entries(HOSTS))("%s: all of a file's findings at once", async (_, build) => {
  const app = createApp()
  app.edit('src/main.ts', `task('alias', () => shout(word))`, `task(word, () => shout(word))`)
  app.edit('src/main.ts', `task('json', () => config.colour)`, `task('json', () => (word = ''))`)
  const report = await failureOf(build(app))
  expect(report).toContain('src/main.ts:22:')
  expect(report).toContain('src/main.ts:23:')
})

test('Vite: a call in a browser environment', async () => {
  const app = createApp()
  const report = await failureOf(
    buildVite(app, 'esm', { build: { ssr: false, rolldownOptions: { external: ['verdigris'] } } }),
  )
  expect(report).toContain('A browser cannot start processes')
  expect(report).toContain('"client" environment')
})

test('esbuild: a call in a build for browsers', async () => {
  const app = createApp()
  const failure = await buildWithEsbuild({
    ...esbuildOptions(app, 'esm'),
    platform: 'browser',
  }).catch((error: unknown) => error as BuildFailure)
  expect('errors' in failure && failure.errors.map(({ text }) => text)).toContainEqual(
    expect.stringContaining('A browser cannot start processes'),
  )
})

test('esbuild: an error has its place', async () => {
  const app = createApp()
  app.write('src/lib/fail.ts', `import { x } from 'not-installed'\nexport const fail = () => x\n`)
  const failure = await buildWithEsbuild(esbuildOptions(app, 'esm')).catch(
    (error: unknown) => error as BuildFailure,
  )
  expect('errors' in failure && failure.errors[0]?.location).toMatchObject({
    file: 'src/lib/fail.ts',
    line: 1,
    column: 18,
    lineText: `import { x } from 'not-installed'`,
  })
})

async function failureOf(build: Promise<void>): Promise<string> {
  const error = await build.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error('The build did not fail.')
  return `${error.message}\n${JSON.stringify(error)}`
}
