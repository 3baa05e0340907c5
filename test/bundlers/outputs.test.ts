import { execFile, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

import { build as buildWithEsbuild, context, type Plugin } from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup, type InputOptions, type RollupBuild } from 'rollup'
import { expect, onTestFinished, test } from 'vitest'

import { createApp, EXPECTED, runProgram, type App } from './app.ts'
import {
  buildEsbuild,
  buildRolldown,
  buildRollup,
  buildRspack,
  buildVite,
  buildWebpack,
  esbuildOptions,
  outputOf,
  extensionOf,
  rolldownInput,
  rollupInput,
} from './hosts.ts'

const HASHED: Record<string, (app: App) => Promise<void>> = {
  Vite: (app) =>
    buildVite(app, 'esm', {
      build: { rolldownOptions: { output: { entryFileNames: '[name]-[hash].mjs' } } },
    }),
  Rollup: (app) => buildRollup(app, 'esm', { entryFileNames: '[name]-[hash].mjs' }),
  Rolldown: (app) => buildRolldown(app, 'esm', { entryFileNames: '[name]-[hash].mjs' }),
  webpack: (app) => buildWebpack(app, 'esm', { output: { filename: '[name]-[contenthash].mjs' } }),
  Rspack: (app) => buildRspack(app, 'esm', { output: { filename: '[name]-[contenthash].mjs' } }),
}

const INLINED: Record<string, (app: App, input: string) => Promise<void>> = {
  Vite: (app, input) =>
    buildVite(app, 'esm', {
      build: { rolldownOptions: { input, output: { codeSplitting: false } } },
    }),
  Rollup: (app, input) => buildRollup(app, 'esm', { inlineDynamicImports: true }, { input }),
  Rolldown: (app, input) => buildRolldown(app, 'esm', { codeSplitting: false }, { input }),
}

test('esbuild without writing: the output files make a program that works', async () => {
  const app = createApp()
  const result = await buildWithEsbuild({ ...esbuildOptions(app, 'esm'), write: false })
  expect(existsSync(path.join(app.root, 'dist'))).toBe(false)
  expect(result.metafile).toBeUndefined()
  for (const { path: file, contents, text } of result.outputFiles) {
    expect(Buffer.from(contents).toString()).toBe(text)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, contents)
  }
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'), 'hi')).toEqual(EXPECTED)
})

test('esbuild keeps the metafile that was asked for', async () => {
  const app = createApp()
  const result = await buildWithEsbuild({ ...esbuildOptions(app, 'esm'), metafile: true })
  expect(Object.keys(result.metafile.outputs)).toContain('dist/main.mjs')
})

test('esbuild with outfile', async () => {
  const app = createApp()
  const options = esbuildOptions(app, 'cjs')
  delete options.outdir
  delete options.outExtension
  await buildWithEsbuild({ ...options, entryPoints: ['src/main.ts'], outfile: 'out/app.cjs' })
  expect(await runProgram(path.join(app.root, 'out/app.cjs'), 'hi')).toEqual(EXPECTED)
})

test('esbuild rebuilds what changed', async () => {
  const app = createApp()
  const build = await context(esbuildOptions(app, 'esm'))
  try {
    await build.rebuild()
    app.edit('src/lib/shout.ts', 'toUpperCase()', 'toUpperCase() + 1')
    await build.rebuild()
    const result = await runProgram(path.join(app.root, 'dist/main.mjs'), 'hi')
    expect(result).toEqual({ ...EXPECTED, alias: 'HI1' })
  } finally {
    await build.dispose()
  }
})

test('a built directory works when it is moved, with packages beside it', async () => {
  const app = createApp()
  // What the source reads beside itself is not part of the build.
  app.edit('src/main.ts', `neighbour: await task('neighbour', () => readNeighbour()),`, '')
  await buildRollup(app, 'esm')
  const moved = path.join(app.root, 'elsewhere')
  mkdirSync(moved)
  renameSync(path.join(app.root, 'dist'), path.join(moved, 'dist'))
  const { neighbour: _, ...expected } = EXPECTED
  expect(await runProgram(path.join(moved, 'dist/main.mjs'), 'hi')).toEqual(expected)
})

test('a moved checkout still finds what the source reads beside itself', async () => {
  const app = createApp()
  await buildEsbuild(app, 'cjs')
  const moved = createApp()
  cpSync(path.join(app.root, 'dist'), path.join(moved.root, 'dist'), { recursive: true })
  app.remove('src')
  const result = await runProgram(path.join(moved.root, 'dist/main.cjs'), 'hi')
  expect(result).toEqual(EXPECTED)
})

test('a bundled program needs no packages at all', async () => {
  const app = createApp()
  await buildVite(app, 'esm', { ssr: { noExternal: true } })
  app.remove('node_modules')
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'), 'hi')).toEqual(EXPECTED)
})

test('two outputs of one build, each with a worker bundle', async () => {
  const app = createApp()
  const bundle = await rollupIn(app, {})
  await bundle.write(outputOf(app, 'esm', { dir: path.join(app.root, 'esm') }))
  await bundle.write(outputOf(app, 'cjs', { dir: path.join(app.root, 'deep/down/cjs') }))
  await bundle.close()
  expect(await runProgram(path.join(app.root, 'esm/main.mjs'), 'hi')).toEqual(EXPECTED)
  expect(await runProgram(path.join(app.root, 'deep/down/cjs/main.cjs'), 'hi')).toEqual(EXPECTED)
})

const MERGED: Record<string, (app: App) => Promise<void>> = {
  Vite: (app) =>
    buildVite(app, 'cjs', {
      build: { rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'all' }] } } } },
    }),
  Rollup: (app) => buildRollup(app, 'cjs', { manualChunks: () => 'all' }),
  Rolldown: (app) => buildRolldown(app, 'cjs', { codeSplitting: { groups: [{ name: 'all' }] } }),
}

test.each(Object.entries(MERGED))(
  '%s: both programs and all that they share in one chunk, which no worker runs',
  async (_, build) => {
    const app = createApp()
    await build(app)
    const file = path.join(app.root, 'dist/main.cjs')
    const results = await runPrograms(file)
    // The chunk runs both programs. A worker that ran it as well would print more.
    expect(results).toHaveLength(2)
    expect(results).toEqual(expect.arrayContaining([EXPECTED, { result: 'OTHER HI' }]))
  },
)

/** What each of several programs in one file prints. */
async function runPrograms(file: string): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [file, 'hi'], { timeout: 20_000 })
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

const TWO_OUTPUTS: Record<string, (app: App) => Promise<void>> = {
  Vite: (app) => buildVite(app, 'esm', { build: { rolldownOptions: { output: twoOutputs() } } }),
  'Vite, library': (app) => {
    const entry = path.join(app.root, 'src/main.ts')
    const lib = { entry, formats: ['es' as const, 'cjs' as const], fileName: nameOf }
    return buildVite(app, 'esm', {
      build: { ssr: false, lib, rolldownOptions: { input: entry, output: twoOutputs() } },
    })
  },
  Rolldown: async (app) => {
    const bundle = await rolldown(rolldownInput(app))
    for (const format of ['esm', 'cjs'] as const)
      await bundle.write(outputOf(app, format) as object)
    await bundle.close()
  },
}

test.each(Object.entries(TWO_OUTPUTS))(
  '%s: ES and CommonJS in one build, in one directory',
  async (_, build) => {
    const app = createApp()
    await build(app)
    for (const file of ['dist/main.mjs', 'dist/main.cjs']) {
      expect(await runProgram(path.join(app.root, file), 'hi'), file).toEqual(EXPECTED)
    }
    const entries = app.list('dist/verdigris').filter((name) => /^worker-\w+\.cjs$/.test(name))
    expect(entries).toHaveLength(1)
  },
)

/** Builds, has something changed, and builds with what is kept of the first time. */
const AGAIN: Record<string, (app: App, change: () => void) => Promise<void>> = {
  async Rollup(app, change) {
    const first = await rollupIn(app, {})
    await first.write(outputOf(app, 'esm'))
    await first.close()
    change()
    const { cache } = first
    if (!cache) throw new Error('Rollup has made no cache')
    const second = await rollupIn(app, { cache })
    await second.write(outputOf(app, 'esm'))
    await second.close()
  },
  async Rolldown(app, change) {
    const bundle = await rolldown(rolldownInput(app))
    await bundle.write(outputOf(app, 'esm') as object)
    change()
    await bundle.write(outputOf(app, 'esm') as object)
    await bundle.close()
  },
}

async function rollupIn(app: App, more: InputOptions): Promise<RollupBuild> {
  const before = process.cwd()
  process.chdir(app.root)
  try {
    return await rollup({ ...rollupInput(app), ...more })
  } finally {
    process.chdir(before)
  }
}

function twoOutputs(): { format: 'es' | 'cjs'; entryFileNames: string }[] {
  return (['es', 'cjs'] as const).map((format) => ({
    format,
    entryFileNames: nameOf(format),
    chunkFileNames: `chunks/[name]-[hash]${extensionOf(format === 'es' ? 'esm' : 'cjs')}`,
  }))
}

function nameOf(format: string): string {
  return `[name]${format === 'es' ? '.mjs' : '.cjs'}`
}

test.each(Object.entries(AGAIN))(
  '%s: what is built from a cache has all labels, those that only workers reach among them',
  async (_, build) => {
    const app = createApp()
    await build(app, () => {
      app.remove('dist')
      app.edit('src/lib/shout.ts', 'toUpperCase()', 'toUpperCase() + 1')
    })
    const result = await runProgram(path.join(app.root, 'dist/main.mjs'), 'hi')
    expect(result).toEqual({ ...EXPECTED, alias: 'HI1' })
  },
)

test('two builds into one directory do not spoil each other', async () => {
  const app = createApp()
  await buildRolldown(app, 'esm')
  app.edit('src/main.ts', 'const list = [1, 2, 3]', 'const list = [1]')
  app.edit('src/main.ts', 'PREFIX} ', 'PREFIX}-')
  await buildRolldown(app, 'cjs')
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'), 'hi')).toEqual(EXPECTED)
  const second = await runProgram(path.join(app.root, 'dist/main.cjs'), 'hi')
  expect(second).toEqual({ ...EXPECTED, capture: 'prefix-hi 1' })
})

const OVER: Record<string, (app: App) => Promise<void>> = {
  Vite: (app) => buildVite(app, 'esm', { build: { emptyOutDir: false } }),
  Rollup: (app) => buildRollup(app, 'esm'),
  Rolldown: (app) => buildRolldown(app, 'esm'),
  esbuild: (app) => buildEsbuild(app, 'esm'),
  webpack: (app) => buildWebpack(app, 'esm'),
  Rspack: (app) => buildRspack(app, 'esm'),
}

test.each(Object.entries(OVER))(
  '%s: a build over an older one has nothing of it, and the older program goes on',
  async (_, build) => {
    const app = createApp()
    // Waits for a line before each call.
    app.write(
      'src/main.ts',
      `import { createInterface } from 'node:readline/promises'
import { task } from 'verdigris'
import { shout } from './lib/shout'
for await (const word of createInterface({ input: process.stdin })) {
  console.log(await task('same', () => shout(word)), await task('renamed', () => 1))
}
`,
    )
    await build(app)
    const program = path.join(app.root, 'dist/main.mjs')
    const old = startProgram(program)
    expect(await old.answer('hi')).toBe('HI 1')

    app.edit('src/lib/shout.ts', 'toUpperCase()', 'toUpperCase() + "!"')
    app.edit('src/main.ts', `task('renamed', () => 1)`, `task('new name', () => 2)`)
    await build(app)
    expect(await old.answer('ho')).toBe('HO 1')
    expect(await startProgram(program).answer('ho')).toBe('HO! 2')

    // Back to names that are there already, with what no build of this has put into them.
    app.edit('src/lib/shout.ts', 'toUpperCase() + "!"', 'toUpperCase()')
    app.edit('src/main.ts', `task('new name', () => 2)`, `task('renamed', () => 1)`)
    const names = app.list('dist/verdigris')
    for (const name of names) app.write(`dist/verdigris/${name}`, 'not a program')
    await build(app)
    expect(app.list('dist/verdigris').toSorted()).toEqual(names.toSorted())
    expect(await startProgram(program).answer('hi')).toBe('HI 1')
  },
)

function startProgram(file: string): { answer: (word: string) => Promise<string | undefined> } {
  const program = spawn(process.execPath, [file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Each call starts its process when it is made.
    env: { ...process.env, NODE_OPTIONS: '', VERDIGRIS_SPARES: '0' },
    timeout: 20_000,
    killSignal: 'SIGKILL',
  })
  onTestFinished(() => void program.kill('SIGKILL'))
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]()
  return {
    async answer(word) {
      program.stdin.write(`${word}\n`)
      const { value } = (await lines.next()) as { value: string | undefined }
      return value
    },
  }
}

test('esbuild: a plugin that asks others what an import is', { timeout: 60_000 }, async () => {
  const app = createApp()
  const mark = Symbol('asked')
  const asking: Plugin = {
    name: 'asking',
    setup: ({ onResolve, resolve }) =>
      onResolve({ filter: /^[\w@]/ }, async ({ path: specifier, pluginData, ...from }) => {
        if (pluginData === mark || from.kind === 'entry-point') return undefined
        const found = await resolve(specifier, { ...from, pluginData: mark })
        return found.errors.length > 0 ? undefined : found
      }),
  }
  const { plugins = [] } = esbuildOptions(app, 'esm')
  await buildEsbuild(app, 'esm', { plugins: [asking, ...plugins] })
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'), 'hi')).toEqual(EXPECTED)
})

test('the same sources give the same bytes wherever they are', async () => {
  const [first, second] = [createApp(), createApp()]
  await buildEsbuild(first, 'esm')
  await buildEsbuild(second, 'esm')
  const names = first.list('dist').toSorted()
  expect(second.list('dist').toSorted()).toEqual(names)
  for (const name of names) {
    expect(second.read(`dist/${name}`), name).toBe(first.read(`dist/${name}`))
  }
})

test.each(Object.entries(HASHED))(
  '%s: the hash in the name of a chunk follows its worker bundle',
  async (_, buildHashed) => {
    const app = createApp()
    const nameOfMain = async (): Promise<string> => {
      await buildHashed(app)
      const [name, ...others] = app.list('dist').filter((file) => /^main-.*\.mjs$/.test(file))
      expect(others).toEqual([])
      app.remove('dist')
      return name ?? ''
    }
    const first = await nameOfMain()
    expect(await nameOfMain()).toBe(first)
    // Only worker processes run it.
    app.edit('src/lib/shout.ts', 'toUpperCase()', 'toUpperCase() + 1')
    expect(await nameOfMain()).not.toBe(first)
  },
)

test.each(Object.entries(INLINED))(
  '%s: one file with all dynamic imports in it',
  async (_, run) => {
    const app = createApp()
    app.edit(
      'src/main.ts',
      'const list =',
      `await task('again', async () => (await import('./lib/lazy')).lazy(word))
  await import('./nested/other')
  const list =`,
    )
    await run(app, path.join(app.root, 'src/main.ts'))
    expect(app.list('dist').filter((name) => /^[^/]*js$/.test(name))).toEqual(['main.mjs'])
    const file = path.join(app.root, 'dist/main.mjs')
    const results = await runPrograms(file)
    expect(results).toContainEqual(EXPECTED)
    expect(results).toContainEqual({ result: 'OTHER HI' })
  },
)

test('labels and captures that are names of objects of their own', async () => {
  const app = createApp()
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
async function main(__proto__: string, constructor: number) {
  return {
    proto: await task('__proto__', () => __proto__ + constructor),
    constructor: await task('constructor', () => [__proto__, typeof constructor]),
  }
}
void main('p', 1).then((result) => console.log(JSON.stringify(result)))
`,
  )
  await buildEsbuild(app, 'esm')
  const result = await runProgram(path.join(app.root, 'dist/main.mjs'))
  expect(result).toEqual({ proto: 'p1', constructor: ['p', 'number'] })
})

test('a label file is CommonJS unless its externals are to be imported', async () => {
  const app = createApp()
  await buildRollup(app, 'esm')
  const files = app.list('dist/verdigris').filter((name) => /\.[cm]js$/.test(name))
  const extensionOfLabel = (label: string): string | undefined =>
    files.find((name) => name.startsWith(`${label}-`))?.slice(-4)
  expect(extensionOfLabel('capture')).toBe('.cjs')
  expect(extensionOfLabel('cjs')).toBe('.cjs')
  expect(extensionOfLabel('esm')).toBe('.mjs')
})

test('top-level await makes an ES module', async () => {
  const app = createApp()
  app.write(
    'src/lib/shout.ts',
    'export const shout = await Promise.resolve((text: string) => text)\n',
  )
  await buildEsbuild(app, 'esm')
  const result = await runProgram(path.join(app.root, 'dist/main.mjs'), 'hi')
  expect(result).toEqual({ ...EXPECTED, alias: 'hi' })
})

test('maps of worker files name the sources relative to themselves', async () => {
  const app = createApp()
  await buildVite(app, 'esm')
  const directory = path.join(app.root, 'dist/verdigris')
  const name = app.list('dist/verdigris').find((file) => /^error-.*\.map$/.test(file)) ?? ''
  const map = JSON.parse(app.read(`dist/verdigris/${name}`)) as {
    sources: string[]
    sourcesContent: string[]
  }
  const sources = map.sources.map((source) => path.resolve(directory, source))
  expect(sources).toContain(path.join(app.root, 'src/lib/fail.ts'))
  expect(sources).toContain(path.join(app.root, 'src/main.ts'))
  expect(map.sourcesContent[map.sources.indexOf('../../src/lib/fail.ts')]).toBe(
    app.read('src/lib/fail.ts'),
  )
})

test('esbuild: the labels of all files are linked together', async () => {
  const app = createApp()
  const names = Array.from({ length: 20 }, (_, index) => `file${index}`)
  for (const name of names) {
    app.write(
      `src/${name}.ts`,
      `import { task } from 'verdigris'\nexport const ${name} = () => task('${name}', () => '${name}')\n`,
    )
  }
  app.write('src/main.ts', names.map((name) => `export * from './${name}'\n`).join(''))
  let setUps = 0
  const options = esbuildOptions(app, 'esm')
  await buildWithEsbuild({
    ...options,
    entryPoints: ['src/main.ts'],
    plugins: [...(options.plugins ?? []), { name: 'count', setup: () => void (setUps += 1) }],
  })
  expect(app.list('dist/verdigris').filter((name) => name.startsWith('file'))).toHaveLength(40)
  // Once in the program's build, and once in each nested one. A machine that stalls may need another.
  expect(setUps).toBeLessThanOrEqual(3)
})
