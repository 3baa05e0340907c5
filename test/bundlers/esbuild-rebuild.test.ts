// esbuild's incremental builds: what the nested links keep from one to the next, and let go of at the end.

import { execFile } from 'node:child_process'
import fs, { utimesSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'

import { context, type BuildContext } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'

import { createApp, runProgram, type App } from './app.ts'
import { esbuildOptions } from './hosts.ts'

test('what has not changed is not read again, and nothing is set up again', async () => {
  const app = createSmallApp()
  // Of a file that has just been written nobody can say by its time whether it was written again.
  for (const name of ['src/main.ts', 'src/lib/fail.ts', 'node_modules/dep-large/index.js']) {
    utimesSync(path.join(app.root, name), 1_000_000_000, 1_000_000_000)
  }
  const { build, setUps } = await startBuild(app)
  const reads = countReads(app)
  await build.rebuild()
  expect(reads()).toMatchObject({ 'node_modules/dep-large/index.js': 1, 'src/lib/fail.ts': 1 })
  const before = setUps()

  app.write('src/lib/fail.ts', `export const fail = () => 2\n`)
  await build.rebuild()
  expect(await printedBy(app)).toBe('2 large')
  expect(reads()).toEqual({ 'src/lib/fail.ts': 1 })

  // Another label in the place of the one that was there.
  app.edit('src/main.ts', `task('a'`, `task('b'`)
  await build.rebuild()
  expect(await printedBy(app)).toBe('2 large')
  expect(Object.keys(reads()).toSorted()).toEqual(['src/lib/fail.ts', 'src/main.ts'])
  expect(setUps()).toBe(before)
})

test('labels that come, go and change places', async () => {
  const app = createSmallApp()
  app.write(
    'src/nested/other.ts',
    `import { task } from 'verdigris'\nexport const other = () => task('other', () => 'old')\n`,
  )
  app.edit('src/main.ts', 'const run', `export { other } from './nested/other'\nconst run`)
  const { build } = await startBuild(app)
  const labels = async (): Promise<string[]> => {
    await build.rebuild()
    return labelsOf(app)
  }
  expect(await labels()).toEqual(['a', 'other'])

  app.edit('src/main.ts', `task('a'`, `task('z'`)
  expect(await labels()).toEqual(['other', 'z'])
  app.edit('src/nested/other.ts', `task('other'`, `task('zz'`)
  app.edit('src/main.ts', `task('z'`, `task('other'`)
  expect(await labels()).toEqual(['other', 'zz'])
  expect(await printedBy(app)).toBe('1 large')

  app.edit('src/main.ts', `export { other } from './nested/other'\n`, '')
  app.remove('src/nested/other.ts')
  expect(await labels()).toEqual(['other'])
  app.edit('src/main.ts', 'const run', `export const more = () => task('more', () => 1)\nconst run`)
  expect(await labels()).toEqual(['more', 'other'])
  expect(await printedBy(app)).toBe('1 large')
})

test('a failed link, a module that waits, and back again', async () => {
  const app = createSmallApp()
  const { build } = await startBuild(app)
  await build.rebuild()
  app.write('src/lib/fail.ts', `export { fail } from './absent'\n`)
  await expect(build.rebuild()).rejects.toThrow('./absent')
  app.write('src/lib/absent.ts', `export const fail = () => 3\n`)
  await build.rebuild()
  expect(await printedBy(app)).toBe('3 large')
  app.write('src/lib/absent.ts', `const four = await 4\nexport const fail = () => four\n`)
  await build.rebuild()
  expect(await printedBy(app)).toBe('4 large')
  app.remove('src/lib/absent.ts')
  app.write('src/lib/fail.ts', `export const fail = () => 5\n`)
  await build.rebuild()
  expect(await printedBy(app)).toBe('5 large')
})

test('a process whose contexts are disposed of ends', async () => {
  const app = createSmallApp()
  app.write(
    'build.mjs',
    `import { build, context } from ${JSON.stringify(import.meta.resolve('esbuild'))}
import verdigris from 'verdigris/esbuild'
const options = {
  entryPoints: ['src/main.ts'], outdir: 'dist', bundle: true, platform: 'node', format: 'esm',
  outExtension: { '.js': '.mjs' }, logLevel: 'silent', plugins: [verdigris()],
}
const one = await context(options)
await one.rebuild()
await one.rebuild()
await one.dispose()
await build(options)
`,
  )
  await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: app.root, timeout: 20_000 })
  expect(await printedBy(app)).toBe('1 large')
})

function createSmallApp(): App {
  const app = createApp()
  app.write('node_modules/dep-large/package.json', '{ "name": "dep-large", "main": "index.js" }')
  app.write('node_modules/dep-large/index.js', `exports.large = () => 'large'\n`)
  app.write('src/lib/fail.ts', `export const fail = () => 1\n`)
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import { large } from 'dep-large'
import { fail } from './lib/fail'
const run = () => task('a', () => fail() + ' ' + large())
void run().then((result) => console.log(JSON.stringify({ result })))
`,
  )
  return app
}

async function startBuild(app: App): Promise<{ build: BuildContext; setUps: () => number }> {
  let setUps = 0
  const options = esbuildOptions(app, 'esm')
  const build = await context({
    ...options,
    entryPoints: ['src/main.ts'],
    plugins: [...(options.plugins ?? []), { name: 'count', setup: () => void (setUps += 1) }],
  })
  onTestFinished(() => build.dispose())
  return { build, setUps: () => setUps }
}

/** How often each file of the app was read since this was asked last. */
function countReads(app: App): () => Record<string, number> {
  let counts: Record<string, number> = {}
  const { readFile } = fs.promises
  fs.promises.readFile = ((file: string, ...rest: []) => {
    const name = path.relative(app.root, file)
    if (!name.startsWith('..') && !name.startsWith('dist')) counts[name] = (counts[name] ?? 0) + 1
    return readFile(file, ...rest)
  }) as typeof readFile
  syncBuiltinESMExports()
  onTestFinished(() => {
    fs.promises.readFile = readFile
    syncBuiltinESMExports()
  })
  return () => {
    const counted = counts
    counts = {}
    return counted
  }
}

async function printedBy(app: App): Promise<unknown> {
  return (await runProgram(path.join(app.root, 'dist/main.mjs')))['result']
}

/** Of the worker bundle that the program names. */
function labelsOf(app: App): string[] {
  const [, name = ''] = /verdigris\/(worker-\w+)\.cjs/.exec(app.read('dist/main.mjs')) ?? []
  const manifest = JSON.parse(app.read(`dist/verdigris/${name}.json`)) as {
    labels: { label: string }[]
  }
  return manifest.labels.map(({ label }) => label)
}
