// Where an error comes from that is thrown in a process: the place in the file as it was written, however the
// code got there and whatever the bundler did to it.

import path from 'node:path'

import typescriptPlugin from '@rollup/plugin-typescript'
import type { InputOptions } from 'rollup'
import verdigrisRollup from 'verdigris/rollup'
import verdigrisVite from 'verdigris/vite'
import { createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'

import { createApp, runProgram, type App } from './app.ts'
import {
  buildEsbuild,
  buildRolldown,
  buildRollup,
  buildRspack,
  buildVite,
  buildWebpack,
  virtualModule,
  viteConfig,
} from './hosts.ts'

// Its types are those of CommonJS, for which the default import would be the module.
const typescript = typescriptPlugin as unknown as typeof typescriptPlugin.default

const MAIN = `import { task } from 'verdigris'
import { imported } from '../imported'
import { aliased } from '@/aliased'

interface Options {
  readonly word: string
}
const prefix = 'a copied '
function copied(word: string): never {
  /* on the way */ throw new Error(prefix + word)
}
const named = (): never => {
  throw new Error('by name')
}
class Copied {
  method(options: Options) { if (options.word) throw new RangeError(options.word) }
}

const placesOf = ({ stack = '' }: Error) => [
  (/[^\\s(]+\\.ts:\\d+:\\d+/.exec(stack) ?? [stack])[0].replace('file://', ''),
  (/at task "[\\w-]+" \\((.*)\\)/.exec(stack) ?? [stack])[1],
]

async function main(word = 'word') {
  const unused: Options = { word }
  const local = (text: string): never => { throw new Error(text + word) }
  function deep(): never {
    return local('deep ')
  }
  class Local {
    #word = word
    fail() {
      throw new TypeError(this.#word)
    }
  }
  void unused
  const calls = {
    closure: task('closure', () => { const options: Options = { word }; throw new Error(options.word) }),
    copied: task('copied', () => copied(word)),
    class: task('class', () => new Copied().method({ word })),
    local: task('local', () => deep()),
    localClass: task('local-class', () => new Local().fail()),
    named: task('named', named),
    imported: task('imported', () => imported(word)),
    aliased: task('aliased', () => aliased(word)),
  }
  const places = Object.entries(calls).map(async ([name, call]) => [name, await (call as Promise<unknown>).catch(placesOf)])
  return Object.fromEntries(await Promise.all(places))
}
export const result = main()
void result.then((value) => console.log(JSON.stringify(value)))
`

const IMPORTED = `type Word = string

export const imported = (word: Word): never => { throw new Error(word) }
`
const ALIASED = `import { imported } from './imported'
export const unused = imported
export function aliased(word: string | undefined): never {
  if (word! as unknown) throw new Error(word)
  return imported('')
}
`

const BUILDS: Record<string, (app: App) => Promise<unknown>> = {
  Vite: (app) => buildVite(app, 'esm', input(app)),
  'Vite, minified': (app) =>
    buildVite(app, 'esm', { build: { minify: true, ...input(app).build } }),
  Rollup: (app) => buildRollup(app, 'esm', {}, { input: mainOf(app) }),
  'Rollup, with @rollup/plugin-typescript': (app) =>
    buildRollup(app, 'esm', {}, { input: mainOf(app), plugins: typescriptPlugins(app) }),
  Rolldown: (app) => buildRolldown(app, 'esm', {}, { input: mainOf(app) }),
  esbuild: (app) => buildEsbuild(app, 'esm', { entryPoints: ['src/deep/main.ts'] }),
  'esbuild, minified': (app) =>
    buildEsbuild(app, 'esm', { entryPoints: ['src/deep/main.ts'], minify: true }),
  webpack: (app) => buildWebpack(app, 'esm', { entry: { main: mainOf(app) } }),
  'webpack, without maps of the program': (app) =>
    buildWebpack(app, 'esm', { entry: { main: mainOf(app) }, devtool: false }),
  'webpack, minified': (app) =>
    buildWebpack(app, 'esm', { entry: { main: mainOf(app) }, optimization: {} }),
  Rspack: (app) => buildRspack(app, 'esm', { entry: { main: mainOf(app) } }),
  'Rspack, with esbuild-loader': (app) =>
    buildRspack(app, 'esm', {
      entry: { main: mainOf(app) },
      module: {
        rules: [{ test: /\.ts$/, loader: 'esbuild-loader', options: { target: 'node20' } }],
      },
    }),
  'Rspack, without maps of the program': (app) =>
    buildRspack(app, 'esm', { entry: { main: mainOf(app) }, devtool: false }),
  'Rspack, minified': (app) =>
    buildRspack(app, 'esm', { entry: { main: mainOf(app) }, optimization: {} }),
}

test.each(Object.entries(BUILDS))('%s: an error has its place in the source', async (_, build) => {
  const app = createErrors()
  await build(app)
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'))).toEqual(expectedOf(app))
})

test('Vite, dev server: an error has its place in the source', async () => {
  const app = createErrors()
  const server = await createServer({
    ...viteConfig(app),
    plugins: [virtualModule, verdigrisVite()],
    appType: 'custom',
    server: { middlewareMode: true, ws: false },
  })
  onTestFinished(() => server.close())
  const { result } = await server.ssrLoadModule('/src/deep/main.ts')
  expect(await (result as Promise<unknown>)).toEqual(expectedOf(app))
})

test('Rollup, with @rollup/plugin-typescript: what is wrong is shown as it was written', async () => {
  const app = createApp()
  app.write(
    'src/deep/main.ts',
    `import { task } from 'verdigris'
type List = string[]

let count: number = 0
export function wrong() {
  const list: List = []
  return task<number>('wrong', () => {
    list.push('mutated')
    // verdigris-ignore-next-line capture-mutated
    list.pop()
    return count as number
  })
}
count += 1
`,
  )
  const logs: string[] = []
  const input: InputOptions = {
    input: mainOf(app),
    // Without the text in its maps.
    plugins: typescriptPlugins(app, { sourceMap: true }),
    onLog: (_, { message }) => void logs.push(message),
  }
  const report = await buildRollup(app, 'esm', {}, input).catch((error: Error) => error.message)
  expect(report).toContain(`
  src/deep/main.ts:11:12
  10 |     list.pop()
> 11 |     return count as number
     |            ^^^^^
`)
  expect(logs.filter((log) => log.includes('capture-mutated'))).toHaveLength(1)
  expect(logs.join('\n')).toContain(`
  src/deep/main.ts:8:5
  7 |   return task<number>('wrong', () => {
> 8 |     list.push('mutated')
    |     ^^^^^^^^^^^^^^^^^^^^
`)
})

function createErrors(): App {
  const app = createApp()
  app.write('src/deep/main.ts', MAIN)
  app.write('src/imported.ts', IMPORTED)
  app.write('src/aliased.ts', ALIASED)
  return app
}

/** One that compiles when a file is read, before any plugin transforms it. */
function typescriptPlugins(
  { root, options, write }: App,
  more: object = {},
): InputOptions['plugins'] {
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    paths: { '@/*': ['./src/*'] },
    noCheck: true,
    types: [],
    ...more,
  }
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }))
  const tsconfig = path.join(root, 'tsconfig.json')
  return [verdigrisRollup(options), typescript({ tsconfig, filterRoot: root })]
}

function mainOf(app: App): string {
  return path.join(app.root, 'src/deep/main.ts')
}

function input(app: App) {
  return { build: { rolldownOptions: { input: mainOf(app) } } }
}

/** Of each call: where in a file the error is made, and where the call is. */
function expectedOf({ root }: App): Record<string, [thrown: string, called: string]> {
  const placesOf = (name: string, part: string, file: string, text: string): [string, string] => [
    path.join(root, placeIn(file, text, part)),
    placeIn('src/deep/main.ts', MAIN, `task('${name}'`),
  ]
  const inMain = (name: string, part: string): [string, string] =>
    placesOf(name, part, 'src/deep/main.ts', MAIN)
  return {
    closure: inMain('closure', 'new Error(options.word)'),
    copied: inMain('copied', 'new Error(prefix'),
    class: inMain('class', 'new RangeError'),
    local: inMain('local', 'new Error(text'),
    localClass: inMain('local-class', 'new TypeError'),
    named: inMain('named', `new Error('by name')`),
    imported: placesOf('imported', 'new Error', 'src/imported.ts', IMPORTED),
    aliased: placesOf('aliased', 'new Error', 'src/aliased.ts', ALIASED),
  }
}

function placeIn(file: string, text: string, part: string): string {
  const before = text.slice(0, text.indexOf(part)).split('\n')
  return `${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`
}
