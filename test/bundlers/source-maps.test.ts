// Where an error comes from that is thrown in a process: the place in the file as it was written, however the
// code got there and whatever the bundler did to it.

import path from 'node:path'

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

const MAIN = `import { task } from 'verdigris'
import { imported } from './imported'
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

const placeOf = (error: Error) => (/\\w+\\.ts:\\d+:\\d+/.exec(error.stack ?? '') ?? [error.stack])[0]

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
  const places = Object.entries(calls).map(async ([name, call]) => [name, await (call as Promise<unknown>).catch(placeOf)])
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

const EXPECTED = {
  closure: placeIn('main.ts', MAIN, 'new Error(options.word)'),
  copied: placeIn('main.ts', MAIN, 'new Error(prefix'),
  class: placeIn('main.ts', MAIN, 'new RangeError'),
  local: placeIn('main.ts', MAIN, 'new Error(text'),
  localClass: placeIn('main.ts', MAIN, 'new TypeError'),
  named: placeIn('main.ts', MAIN, `new Error('by name')`),
  imported: placeIn('imported.ts', IMPORTED, 'new Error'),
  aliased: placeIn('aliased.ts', ALIASED, 'new Error'),
}

const BUILDS: Record<string, (app: App) => Promise<unknown>> = {
  Vite: (app) => buildVite(app, 'esm', input(app)),
  'Vite, minified': (app) =>
    buildVite(app, 'esm', { build: { minify: true, ...input(app).build } }),
  Rollup: (app) => buildRollup(app, 'esm', {}, { input: mainOf(app) }),
  Rolldown: (app) => buildRolldown(app, 'esm', {}, { input: mainOf(app) }),
  esbuild: (app) => buildEsbuild(app, 'esm', { entryPoints: ['src/main.ts'] }),
  'esbuild, minified': (app) =>
    buildEsbuild(app, 'esm', { entryPoints: ['src/main.ts'], minify: true }),
  webpack: (app) => buildWebpack(app, 'esm', { entry: { main: mainOf(app) } }),
  'webpack, without maps of the program': (app) =>
    buildWebpack(app, 'esm', { entry: { main: mainOf(app) }, devtool: false }),
  'webpack, minified': (app) =>
    buildWebpack(app, 'esm', { entry: { main: mainOf(app) }, optimization: {} }),
  Rspack: (app) => buildRspack(app, 'esm', { entry: { main: mainOf(app) } }),
  'Rspack, without maps of the program': (app) =>
    buildRspack(app, 'esm', { entry: { main: mainOf(app) }, devtool: false }),
  'Rspack, minified': (app) =>
    buildRspack(app, 'esm', { entry: { main: mainOf(app) }, optimization: {} }),
}

test.each(Object.entries(BUILDS))('%s: an error has its place in the source', async (_, build) => {
  const app = createErrors()
  await build(app)
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'))).toEqual(EXPECTED)
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
  const { result } = await server.ssrLoadModule('/src/main.ts')
  expect(await (result as Promise<unknown>)).toEqual(EXPECTED)
})

function createErrors(): App {
  const app = createApp()
  app.write('src/main.ts', MAIN)
  app.write('src/imported.ts', IMPORTED)
  app.write('src/aliased.ts', ALIASED)
  return app
}

function mainOf(app: App): string {
  return path.join(app.root, 'src/main.ts')
}

function input(app: App) {
  return { build: { rolldownOptions: { input: mainOf(app) } } }
}

function placeIn(file: string, text: string, part: string): string {
  const before = text.slice(0, text.indexOf(part)).split('\n')
  return `${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`
}
