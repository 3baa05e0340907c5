// What only webpack and Rspack do: caches on disk, shared runtimes, several compilers, externals of many kinds.

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

import { rspack } from '@rspack/core'
import { createUnplugin } from 'unplugin'
import { describe, expect, test } from 'vitest'
import webpack from 'webpack'

import { createApp, EXPECTED, runProgram, type App } from './app.ts'
import {
  buildRspack,
  buildWebpack,
  finish,
  rspackConfig,
  webpackConfig,
  type Format,
} from './hosts.ts'

/** Options that mean the same in both. */
interface Options {
  entry?: string
  externals?: (RegExp | Record<string, string | string[]>)[]
  output?: { path?: string; filename?: string; clean?: boolean }
  resolve?: { extensions: string[]; alias: Record<string, string | false> }
  devtool?: 'source-map'
  optimization?: object
}

const BUILDS: Record<string, (app: App, format: Format, options: Options) => Promise<void>> = {
  webpack: buildWebpack,
  Rspack: buildRspack,
}

describe.each(Object.entries(BUILDS))('%s', (host, build) => {
  test('a cache on disk loses no label, and keeps none', async () => {
    const app = createAppWithCache(host)
    const first = await buildInProcess(app)
    expect(first).toEqual({ errors: [], hasReadMain: true })
    expect(await runMain(app)).toEqual({ loud: 'HI', nested: '<hi>' })
    const files = app.list('dist').toSorted()

    app.remove('dist')
    expect(await buildInProcess(app)).toEqual({ errors: [], hasReadMain: false })
    expect(app.list('dist').toSorted()).toEqual(files)
    expect(await runMain(app)).toEqual({ loud: 'HI', nested: '<hi>' })

    // Only a worker module reaches it.
    app.edit('src/shout.ts', 'toUpperCase()', 'toUpperCase() + 1')
    expect(await buildInProcess(app)).toEqual({ errors: [], hasReadMain: false })
    expect(await runMain(app)).toEqual({ loud: 'HI1', nested: '<hi>' })

    app.edit('src/main.ts', `task('loud'`, `task('renamed'`)
    app.remove('dist')
    expect(await buildInProcess(app)).toEqual({ errors: [], hasReadMain: true })
    expect(await runMain(app)).toEqual({ loud: 'HI1', nested: '<hi>' })
    expect(app.list('dist/verdigris').filter((name) => name.startsWith('loud'))).toEqual([])

    // The other label is in a file that comes from the cache.
    app.edit('src/main.ts', `task('renamed'`, `task('nested'`)
    const { errors } = await buildInProcess(app)
    expect(errors).toEqual([expect.stringContaining('The label "nested" is used twice')])
    // And so does what is wrong.
    expect((await buildInProcess(app)).errors).toEqual(errors)
  })

  test('two compilers in one build', async () => {
    const app = createApp()
    const outputOf = (format: Format) => ({ path: path.join(app.root, `out/${format}/deep`) })
    const formats = ['esm', 'cjs'] as const
    const compiler =
      host === 'webpack'
        ? webpack(formats.map((each) => webpackConfig(app, each, { output: outputOf(each) })))
        : rspack(formats.map((each) => rspackConfig(app, each, { output: outputOf(each) })))
    await finish(compiler)
    expect(await runProgram(path.join(app.root, 'out/esm/deep/main.mjs'), 'hi')).toEqual(EXPECTED)
    expect(await runProgram(path.join(app.root, 'out/cjs/deep/main.cjs'), 'hi')).toEqual(EXPECTED)
  })

  test('a program in one directory, its runtime in another', async () => {
    const app = createApp()
    await build(app, 'cjs', {
      output: { filename: 'far/[name]/file.cjs' },
      optimization: { runtimeChunk: { name: 'very/deep/runtime' }, minimize: false },
    })
    expect(await runProgram(path.join(app.root, 'dist/far/main/file.cjs'), 'hi')).toEqual(EXPECTED)
  })

  test('the worker bundle is the build’s: it survives `clean`, and old ones do not', async () => {
    const app = createApp()
    await build(app, 'esm', { output: { clean: true } })
    const before = app.list('dist/verdigris')
    app.edit('src/lib/shout.ts', 'toUpperCase()', 'toUpperCase() + 1')
    await build(app, 'esm', { output: { clean: true } })
    const entries = app.list('dist/verdigris').filter((name) => /^worker-.*\.cjs$/.test(name))
    expect(entries).toHaveLength(1)
    expect(before).not.toContain(entries[0])
    expect(await runMain(app, 'mjs')).toEqual({ ...EXPECTED, alias: 'HI1' })
  })

  test('externals mean in a process what they mean in the program', async () => {
    const app = createApp()
    app.write('dist/beside.cjs', `exports.name = 'beside'`)
    app.write(
      'src/main.ts',
      `import { task } from 'verdigris'
import expression from 'an-expression'
import member from 'a-member'
import beside from 'beside'
import cjs from 'dep-cjs'
import nothing from 'nothing'
const look = () => [expression, member, beside.name, cjs.name, nothing]
Promise.all([look(), task('look', () => look())]).then(([inside, outside]) => console.log(JSON.stringify({ inside, outside })))
`,
    )
    await build(app, 'cjs', {
      entry: './src/main.ts',
      externals: [
        { 'an-expression': 'var [1].concat(2)', 'a-member': ['commonjs dep-cjs', 'name'] },
        { beside: 'commonjs ./beside.cjs', 'dep-cjs': 'commonjs dep-cjs' },
      ],
      resolve: { extensions: ['.ts', '.js'], alias: { nothing: false } },
    })
    const { inside, outside } = await runMain(app)
    expect(inside).toEqual([[1, 2], 'cjs', 'beside', 'cjs', {}])
    expect(outside).toEqual(inside)
  })

  test('a module that another plugin makes up, and one with a loader of its own', async () => {
    const app = createApp()
    app.write(
      'text-loader.cjs',
      'module.exports = (text) => `export default ${JSON.stringify(text)}`',
    )
    app.write('src/note.txt', 'a note')
    app.write(
      'src/main.ts',
      `import { task } from 'verdigris'
import value from '~made-up'
import text from '!!../text-loader.cjs!./note.txt'
task('made up', () => [value, text]).then((result) => console.log(JSON.stringify({ result })))
`,
    )
    const madeUp = createUnplugin(() => ({
      name: 'made-up',
      resolveId: (id: string) => (id === '~made-up' ? id : null),
      loadInclude: (id: string) => id.endsWith('~made-up'),
      load: () => `export default 'made up'`,
    }))
    if (host === 'webpack') {
      const { plugins = [] } = webpackConfig(app, 'cjs')
      await buildWebpack(app, 'cjs', {
        entry: './src/main.ts',
        plugins: [...plugins, madeUp.webpack()],
      })
    } else {
      const { plugins = [] } = rspackConfig(app, 'cjs')
      await buildRspack(app, 'cjs', {
        entry: './src/main.ts',
        plugins: [...plugins, madeUp.rspack()],
      })
    }
    expect(await runMain(app)).toEqual({ result: ['made up', 'a note'] })
  })

  test('constants mean the same as in the program', async () => {
    const app = createApp()
    app.write(
      'src/main.ts',
      `import { task } from 'verdigris'
declare const __OBJECT__: { a: { b: number } }, __LIST__: unknown, __RUNTIME__: unknown
const look = () => [__OBJECT__.a.b, __OBJECT__.a, __LIST__, __RUNTIME__, process.env.FROM_BUILD, process.env.NODE_ENV]
Promise.all([look(), task('look', () => look())]).then(([inside, outside]) => console.log(JSON.stringify({ inside, outside })))
`,
    )
    const own = { __OBJECT__: { a: { b: 1 } }, __LIST__: '[1].concat(2)' }
    const entry = './src/main.ts'
    if (host === 'webpack') {
      const { DefinePlugin, EnvironmentPlugin } = webpack
      const { plugins = [] } = webpackConfig(app, 'cjs')
      const runtime = { __RUNTIME__: DefinePlugin.runtimeValue(() => '"at run time"') }
      const more = [
        new DefinePlugin({ ...own, ...runtime }),
        new EnvironmentPlugin({ FROM_BUILD: 'env' }),
      ]
      await buildWebpack(app, 'cjs', { entry, plugins: [...plugins, ...more] })
    } else {
      const { DefinePlugin, EnvironmentPlugin } = rspack
      const { plugins = [] } = rspackConfig(app, 'cjs')
      const more = [
        new DefinePlugin({ ...own, __RUNTIME__: '"at run time"' }),
        new EnvironmentPlugin({ FROM_BUILD: 'env' }),
      ]
      await buildRspack(app, 'cjs', { entry, plugins: [...plugins, ...more] })
    }
    const { inside, outside } = await runMain(app)
    expect(inside).toEqual([1, { b: 1 }, [1, 2], 'at run time', 'env', 'production'])
    expect(outside).toEqual(inside)
  })

  test('variables that a plugin provides', async () => {
    const app = createApp()
    app.write('src/provided.ts', `export const make = (text: string) => '<' + text + '>'\n`)
    app.write('src/old.cjs', `module.exports = { self: lower, made: make('old') }\n`)
    app.write('src/lower.cjs', `module.exports = 'lower'\n`)
    app.write(
      'src/main.ts',
      `import { task } from 'verdigris'
import old from './old.cjs'
declare const make: (text: string) => string
const look = () => [make('p'), old.self, old.made]
Promise.all([look(), task('look', () => look())]).then(([inside, outside]) => console.log(JSON.stringify({ inside, outside })))
`,
    )
    const names = {
      make: [path.join(app.root, 'src/provided.ts'), 'make'],
      lower: path.join(app.root, 'src/lower.cjs'),
    }
    const entry = './src/main.ts'
    if (host === 'webpack') {
      const { plugins = [] } = webpackConfig(app, 'cjs')
      const own = new webpack.ProvidePlugin(names)
      await buildWebpack(app, 'cjs', { entry, plugins: [...plugins, own] })
    } else {
      const { plugins = [] } = rspackConfig(app, 'cjs')
      const own = new rspack.ProvidePlugin(names)
      await buildRspack(app, 'cjs', { entry, plugins: [...plugins, own] })
    }
    const { inside, outside } = await runMain(app)
    expect(inside).toEqual(['<p>', 'lower', '<old>'])
    expect(outside).toEqual(inside)
  })

  test('what only a process uses is not in the program', async () => {
    const app = createApp()
    app.write(
      'src/main.ts',
      `import { task } from 'verdigris'
import { here, there } from './both'
task('there', () => there).then((result) => console.log(JSON.stringify({ result, here })))
`,
    )
    app.write(
      'src/both.ts',
      `export const here = 'for-the-program'\nexport const there = 'for-the-process'\n`,
    )
    await build(app, 'cjs', { entry: './src/main.ts', optimization: {} })
    expect(await runMain(app)).toEqual({ result: 'for-the-process', here: 'for-the-program' })
    const words = app.read('dist/main.cjs').match(/for-the-\w+/g)
    expect(words).toEqual(['for-the-program'])
    expect(app.list('dist').filter((name) => /^[^/]*js$/.test(name))).toEqual(['main.cjs'])
  })

  test('maps of the program lead to what was written', async () => {
    const app = createApp()
    app.write(
      'src/main.ts',
      `import { task } from 'verdigris'
interface Gone { word: string }
export const inside = task('inside', () => 1)
void inside.then(() => { const gone: Gone = { word: 'x' }; throw new Error(gone.word) })
`,
    )
    await build(app, 'cjs', { entry: './src/main.ts', devtool: 'source-map' })
    const file = path.join(app.root, 'dist/main.cjs')
    const run = promisify(execFile)(process.execPath, ['--enable-source-maps', file])
    await expect(run).rejects.toThrow(/main\.ts:4:66/)
  })

  test('a worker needs what no loader reads', async () => {
    const app = createApp()
    app.write('src/lib/fail.ts', 'export const fail = (): never => { throw new Error( }\n')
    await expect(build(app, 'esm', {})).rejects.toThrow(/src\/lib\/fail\.ts[^]*Module build failed/)
  })
})

/** A program whose build is a script, for processes of their own that share a cache on disk. */
function createAppWithCache(host: string): App {
  const app = createApp()
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import { shout } from './shout'
import { nested } from './nested'
async function main(word: string) {
  return { loud: await task('loud', () => shout(word)), nested: await nested(word) }
}
void main('hi').then((result) => console.log(JSON.stringify(result)))
`,
  )
  app.write('src/shout.ts', 'export const shout = (text: string): string => text.toUpperCase()\n')
  app.write(
    'src/nested.ts',
    "import { task } from 'verdigris'\nexport const nested = (word: string) => task('nested', () => `<${word}>`)\n",
  )
  app.write('build.mjs', writeBuild(host))
  return app
}

function writeBuild(host: string): string {
  const isWebpack = host === 'webpack'
  const cache = isWebpack
    ? `{ type: 'filesystem', cacheDirectory: import.meta.dirname + '/cache' }`
    : `{ type: 'persistent', storage: { type: 'filesystem', directory: import.meta.dirname + '/cache' } }`
  const rule = isWebpack
    ? `{ test: /\\.ts$/, loader: 'esbuild-loader' }`
    : `{ test: /\\.ts$/, loader: 'builtin:swc-loader', options: { jsc: { parser: { syntax: 'typescript' } } } }`
  return `import ${isWebpack ? "host from 'webpack'" : "{ rspack as host } from '@rspack/core'"}
import verdigris from 'verdigris/${host.toLowerCase()}'
let hasReadMain = false
const compiler = host({
  context: import.meta.dirname,
  mode: 'development',
  target: 'node20',
  entry: { main: './src/main.ts' },
  output: { path: import.meta.dirname + '/dist', filename: '[name].cjs' },
  resolve: { extensions: ['.ts', '.js'] },
  cache: ${cache},
  module: { rules: [${rule}] },
  plugins: [verdigris()],
})
compiler.hooks.thisCompilation.tap('test', (compilation) => {
  compilation.hooks.buildModule.tap('test', (module) => {
    if (module.resource?.endsWith('main.ts')) hasReadMain = true
  })
})
compiler.run((error, stats) => {
  if (error) throw error
  const errors = stats.toJson({ all: false, errors: true }).errors.map(({ message }) => message)
  compiler.close(() => console.log(JSON.stringify({ errors, hasReadMain })))
})
`
}

function buildInProcess(app: App): Promise<Record<string, unknown>> {
  return runProgram(path.join(app.root, 'build.mjs'))
}

function runMain(app: App, extension = 'cjs'): Promise<Record<string, unknown>> {
  return runProgram(path.join(app.root, `dist/main.${extension}`), 'hi')
}
