import path from 'node:path'

import { build as buildWithEsbuild, type BuildFailure } from 'esbuild'
import { expect, test } from 'vitest'

import { createApp, runProgram, type App } from './app.ts'
import {
  buildEsbuild,
  buildRolldown,
  buildRollup,
  buildRspack,
  buildVite,
  buildWebpack,
  esbuildOptions,
} from './hosts.ts'

const HOSTS: Record<string, (app: App) => Promise<void>> = {
  Vite: (app) => buildVite(app, 'esm'),
  Rollup: (app) => buildRollup(app, 'esm'),
  Rolldown: (app) => buildRolldown(app, 'esm'),
  esbuild: (app) => buildEsbuild(app, 'esm'),
  webpack: (app) => buildWebpack(app, 'esm'),
  Rspack: (app) => buildRspack(app, 'esm'),
}

const PROGRAM = `import { task } from 'verdigris'
import { helper } from './helper'
export const two = 2
export const start = await task('start', () => 1)
export const cycle = () => task('cycle', () => helper())
`

test.each(Object.entries(HOSTS))('%s: a label that two files use', async (_, build) => {
  const app = createApp()
  app.edit('src/nested/other.ts', `task('other'`, `task('alias'`)
  const report = await failureOf(build(app))
  expect(report).toContain('duplicate-label: The label "alias" is used twice')
  expect(report).toContain('first used here (src/main.ts:22:23)')
  expect(report).toMatch(/src\/nested\/other\.ts[^]*8[^]*hint: give each call a label of its own/)
})

test.each(Object.entries(HOSTS))('%s: an import that only a worker needs', async (_, build) => {
  const app = createApp()
  app.write('src/lib/fail.ts', `import { x } from 'not-installed'\nexport const fail = () => x\n`)
  const report = await failureOf(build(app))
  expect(report).toMatch(/Could not resolve "not-installed"|Can't resolve 'not-installed'/)
  expect(report).toContain('src/lib/fail.ts')
})

test.each(Object.entries(HOSTS))('%s: a file that is not there', async (_, build) => {
  const app = createApp()
  app.edit('src/main.ts', `'./lib/fail'`, `'./lib/absent'`)
  const report = await failureOf(build(app))
  expect(report).toMatch(/Could not resolve "\.\/lib\/absent"|Can't resolve '\.\/lib\/absent'/)
  expect(report).toContain('src/main.ts')
})

test.each(['webpack', 'Rspack'])(
  '%s: an import without its extension is reported once, with what to write',
  async (host) => {
    const app = createApp()
    app.write('src/lib/fail.ts', `import { x } from './x'\nexport const fail = () => x\n`)
    app.write('src/lib/x.ts', 'export const x = 1\n')
    app.edit(
      'src/main.ts',
      `import { shout } from '@/lib/shout'`,
      `import { shout } from './lib/shout.ts'`,
    )
    app.edit('src/main.ts', `'./lib/fail'`, `'./lib/fail.ts'`)
    app.edit('src/main.ts', `'./lib/where'`, `'./lib/where.ts'`)
    const resolve = { extensions: ['.js'] }
    const report = await failureOf(
      host === 'webpack'
        ? buildWebpack(app, 'esm', { resolve })
        : buildRspack(app, 'esm', { resolve }),
    )
    expect(report.match(/resolve ['"]\.\/x['"]/g), report).toHaveLength(1)
    expect(report).toContain('src/lib/fail.ts:1:')
    expect(report).toContain(
      "./x.ts is there: write the extension, or have it tried: `resolve: { extensions: ['.ts', '...'] }`",
    )
    // An import of the program alone is the host's to report.
    expect(report).not.toContain('./lib/where')
  },
)

test.each(['webpack', 'Rspack'])('%s: what is wrong is reported once', async (host) => {
  const app = createApp()
  app.edit('src/main.ts', `task('json', () => config.colour)`, `task('json', () => (word = ''))`)
  app.write('src/lib/fail.ts', `import { x } from 'not-installed'\nexport const fail = () => x\n`)
  const build = HOSTS[host]
  const report = await failureOf(build?.(app) ?? Promise.resolve())
  expect(report.match(/capture-assigned/g), report).toHaveLength(1)
  app.edit('src/main.ts', `(word = '')`, 'word')
  const second = await failureOf(build?.(app) ?? Promise.resolve())
  expect(second.match(/not-installed/g), second).toHaveLength(2)
  expect(second).toMatch(/Could not resolve "not-installed"[^]*> 1 \| import \{ x \}/)
})

test.each(Object.entries(HOSTS))("%s: all of a file's findings at once", async (_, build) => {
  const app = createApp()
  app.edit('src/main.ts', `task('alias', () => shout(word))`, `task(word, () => shout(word))`)
  app.edit('src/main.ts', `task('json', () => config.colour)`, `task('json', () => (word = ''))`)
  const report = await failureOf(build(app))
  expect(report).toContain('src/main.ts:22:')
  expect(report).toContain('src/main.ts:23:')
})

test.each(Object.entries(HOSTS))('%s: a child that would run the program', async (_, build) => {
  const app = createApp()
  app.write('src/main.ts', PROGRAM)
  app.write('src/helper.ts', `import { two } from './main'\nexport const helper = () => two\n`)
  const report = await failureOf(build(app))
  expect(report).toContain(
    'worker-runs-program: The closure of "cycle" leads to src/main.ts (by src/helper.ts), which calls "start" when it is loaded',
  )
  expect(report).toContain('this call would run in the child (src/main.ts:4:28)')
  expect(report).toContain(
    'hint: move what src/helper.ts imports from src/main.ts into a module of its own',
  )
})

test.each(Object.entries(HOSTS))('%s: a worker that would start a pool', async (_, build) => {
  const app = createApp()
  app.write(
    'src/main.ts',
    `import { pool, supervise, worker } from 'verdigris'
import { helper } from './helper'
export const two = 2
await supervise({}, [() => pool('start', () => () => 1)])
export const cycle = () => worker('cycle', () => () => helper())
`,
  )
  app.write('src/helper.ts', `import { two } from './main'\nexport const helper = () => two\n`)
  const report = await failureOf(build(app))
  expect(report).toContain(
    'worker-runs-program: The closure of "cycle" leads to src/main.ts (by src/helper.ts), which calls "start" when it is loaded',
  )
  expect(report).toContain('this call would run in the child (src/main.ts:4:28)')
})

test.each(Object.entries(HOSTS))(
  '%s: a worker that would start a pool for tasks',
  async (_, build) => {
    const app = createApp()
    app.write(
      'src/main.ts',
      `import { task } from 'verdigris'
import { word } from './state'
export const cycle = () => task('cycle', () => word)
`,
    )
    app.write(
      'src/state.ts',
      `import { pool } from 'verdigris'
export const word = 'word'
async function main() { await pool({ size: 1 }) }
main()
`,
    )
    const report = await failureOf(build(app))
    expect(report).toContain(
      'worker-runs-program: The closure of "cycle" leads to src/state.ts, which calls pool() when it is loaded',
    )
    expect(report).toContain('this call would run in the child (src/state.ts:3:31)')
  },
)

test.each(Object.entries(HOSTS))('%s: a label of a worker and of a task', async (_, build) => {
  const app = createApp()
  app.write(
    'src/nested/other.ts',
    `import { worker } from 'verdigris'\nexport const other = () => worker('alias', () => () => 1)\n`,
  )
  const report = await failureOf(build(app))
  expect(report).toContain('duplicate-label: The label "alias" is used twice')
})

test.each(Object.entries(HOSTS))(
  '%s: a child that loads calls, and runs none',
  async (_, build) => {
    const app = createApp()
    app.write('src/main.ts', PROGRAM.replace('await task', '() => task'))
    app.write('src/helper.ts', `import { two } from './main'\nexport const helper = () => two\n`)
    await expect(build(app)).resolves.toBeUndefined()
  },
)

const EXTERNAL: Record<string, [RegExp[], (app: App, external: RegExp) => Promise<void>]> = {
  Vite: [
    [/verdigris/, /verdigris$/],
    (app, external) => buildVite(app, 'esm', { build: { rolldownOptions: { external } } }),
  ],
  Rollup: [
    [/verdigris/, /verdigris$/],
    (app, external) => buildRollup(app, 'esm', {}, { external }),
  ],
  Rolldown: [
    [/verdigris/, /verdigris$/],
    (app, external) => buildRolldown(app, 'esm', {}, { external }),
  ],
  // Here the entry is in a folder of that name.
  webpack: [[/verdigris(?!-app)/], (app, externals) => buildWebpack(app, 'esm', { externals })],
  Rspack: [[/verdigris(?!-app)/], (app, externals) => buildRspack(app, 'esm', { externals })],
}

test.each(Object.entries(EXTERNAL))(
  '%s: an option that takes what must be part of the program for a package',
  async (_, [patterns, build]) => {
    for (const external of patterns) {
      const report = await failureOf(build(createApp(), external))
      expect(report).toMatch(/externals?: \[\/\^verdigris\/\]/)
    }
  },
)

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

test.each([
  ['webpack', (app: App) => buildWebpack(app, 'esm', { target: 'web' })],
  ['Rspack', (app: App) => buildRspack(app, 'esm', { target: 'web' })],
])('%s: a call in a build for browsers', async (_, build) => {
  const app = createApp()
  const report = await failureOf(build(app))
  expect(report).toContain('A browser cannot start processes')
  expect(report).toMatch(/ERROR in \.\/src\/main\.ts[^]*21:19-76/)
})

test('esbuild: a call in a build that does not bundle', async () => {
  const app = createApp()
  app.write('src/plain.ts', 'export const plain: number = 1\n')
  const { alias: _, ...options } = esbuildOptions(app, 'esm')
  const build = (entry: string): Promise<unknown> =>
    buildWithEsbuild({ ...options, bundle: false, entryPoints: [entry] })
  const failure = await build('src/nested/other.ts').catch((error: unknown) => error)
  const errors = failure instanceof Error ? (failure as BuildFailure).errors : []
  expect(errors.map(({ text, location }) => [text, location?.file, location?.line])).toEqual([
    [expect.stringMatching(/^not-bundled: .*`bundle: true`/), 'src/nested/other.ts', 8],
  ])
  // What calls nothing is built as it always was.
  await build('src/plain.ts')
  expect(app.read('dist/plain.mjs')).toContain('const plain = 1')
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

test('esbuild: the program of a build that failed', async () => {
  const app = createApp()
  app.edit('src/nested/other.ts', `task('other'`, `task('alias'`)
  await failureOf(buildEsbuild(app, 'esm'))
  // It has been written before the labels of all files are known.
  const report = await failureOf(runProgram(path.join(app.root, 'dist/main.mjs')))
  expect(report).toMatch(
    /StartError: Task "\w+" \(src\/main\.ts:\d+:\d+\) [^]*: the build that has compiled it was not finished\. Look at what the build reports, and build again\./,
  )
})

async function failureOf(build: Promise<unknown>): Promise<string> {
  const error = await build.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error('The build did not fail.')
  return `${error.message}\n${JSON.stringify(error)}`
}
