import { createRequire } from 'node:module'
import path from 'node:path'

import type { Plugin } from 'rollup'
import { unplugin } from 'verdigris/unplugin'
import verdigrisVite from 'verdigris/vite'
import { build, createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'

import { createApp, runProgram, type App } from './app.ts'
import { buildBun, BUN } from './bun.ts'
import { buildFarm } from './farm.ts'
import {
  buildEsbuild,
  buildRolldown,
  buildRollup,
  buildRspack,
  buildVite,
  buildWebpack,
  rollupInput,
  virtualModule,
  viteConfig,
  type Format,
} from './hosts.ts'

/** Those that build `src/main.ts` with the options of the app. */
const HOSTS: Record<string, (app: App, format: Format) => Promise<void>> = {
  Vite: buildVite,
  Rollup: buildRollup,
  Rolldown: buildRolldown,
  esbuild: buildEsbuild,
  webpack: buildWebpack,
  Rspack: buildRspack,
  Farm: buildFarm,
  ...(BUN === undefined ? {} : { Bun: buildBun }),
}

test.each(Object.entries(HOSTS))('%s: `types` cross as themselves', async (_, build) => {
  const app = createAppWithTypes()
  app.options = { types: './src/types.ts' }
  await build(app, 'esm')
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'))).toEqual({ sum: 5, isPoint: true })
})

test('Vite, dev server: `types` cross as themselves', async () => {
  const app = createAppWithTypes()
  const server = await createServer({
    ...viteConfig(app),
    plugins: [virtualModule, verdigrisVite({ types: './src/types.ts' })],
    appType: 'custom',
    server: { middlewareMode: true, ws: false },
  })
  onTestFinished(() => server.close())
  const { result } = await server.ssrLoadModule('/src/main.ts')
  expect(await (result as Promise<unknown>)).toEqual({ sum: 5, isPoint: true })
})

test.each(Object.entries(HOSTS))('%s: `preload` runs first in every process', async (_, build) => {
  const app = createAppWithPreload()
  app.options = { preload: ['./src/polyfill.ts', 'dep-polyfill'] }
  await build(app, 'esm')
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'))).toEqual(PRELOADED)
})

test('Vite, dev server: `preload` runs first in every process', async () => {
  const app = createAppWithPreload()
  const server = await createServer({
    ...viteConfig(app),
    plugins: [virtualModule, verdigrisVite({ preload: ['./src/polyfill.ts', 'dep-polyfill'] })],
    appType: 'custom',
    server: { middlewareMode: true, ws: false },
  })
  onTestFinished(() => server.close())
  const { result } = await server.ssrLoadModule('/src/main.ts')
  expect(await (result as Promise<unknown>)).toEqual(PRELOADED)
})

const JSX_FACTORY: Record<string, (app: App) => Promise<unknown>> = {
  esbuild: (app) =>
    buildEsbuild(app, 'esm', { entryPoints: ['src/main.tsx'], jsxFactory: 'make.node' }),
  Rolldown: (app) =>
    buildRolldown(app, 'esm', {}, { input: { main: 'src/main.tsx' }, transform: { jsx: CLASSIC } }),
  Vite: (app) =>
    buildVite(app, 'esm', {
      oxc: { jsx: CLASSIC },
      build: { rolldownOptions: { input: path.join(app.root, 'src/main.tsx') } },
    }),
  Rollup: (app) =>
    buildRollup(
      app,
      'esm',
      {},
      {
        input: path.join(app.root, 'src/main.tsx'),
        // Rollup itself loses the import of a factory that it is not told the source of.
        jsx: { mode: 'classic', factory: 'make', fragment: 'make', importSource: './make' },
      },
    ),
}

const CLASSIC = { runtime: 'classic', pragma: 'make.node' } as const

test.each(Object.entries(JSX_FACTORY))(
  '%s: the factory that JSX is compiled to comes along',
  async (_, runBuild) => {
    const app = createApp()
    app.write('src/make.ts', `export const make = (type) => '<' + type + '>'\nmake.node = make\n`)
    app.write(
      'src/main.tsx',
      `import { task } from 'verdigris'
import { make } from './make'
const inside = <p />
Promise.all([task('p', () => <p />), task('named', () => typeof make)]).then(
  ([outside, name]) => console.log(JSON.stringify({ inside, outside, name })))
`,
    )
    await runBuild(app)
    const result = await runProgram(path.join(app.root, 'dist/main.mjs'))
    expect(result).toEqual({ inside: '<p>', outside: '<p>', name: 'function' })
  },
)

test.each(['a build', 'dev'])(
  'Vite, %s: constants and assets mean the same as in the program',
  async (mode) => {
    const app = createApp()
    app.write('src/picture.png', 'not really'.repeat(1000))
    app.write(
      'src/main.ts',
      `import { task } from 'verdigris'
import picture from './picture.png'
declare const __EXPRESSION__: unknown
const look = () => [
  import.meta.env.MODE, import.meta.env.SSR, import.meta.env.VITE_OWN, import.meta.env.VITE_NONE,
  import.meta.env['MODE'], typeof import.meta.env, __EXPRESSION__, process.env.NODE_ENV, picture,
]
export const result = Promise.all([look(), task('look', () => look())])
if (process.argv[1]?.endsWith('main.mjs')) {
  void result.then(([inside, outside]) => console.log(JSON.stringify({ inside, outside })))
}
`,
    )
    const config = {
      ...viteConfig(app),
      define: { __EXPRESSION__: '[1].concat(2)', 'import.meta.env.VITE_OWN': '"own"' },
      mode: 'staging',
    }
    let inside: unknown
    let outside: unknown
    if (mode === 'dev') {
      const server = await createServer({
        ...config,
        appType: 'custom',
        server: { middlewareMode: true, ws: false },
      })
      onTestFinished(() => server.close())
      const module = await server.ssrLoadModule('/src/main.ts')
      ;[inside, outside] = (await module['result']) as unknown[]
    } else {
      await build({
        ...config,
        build: { ssr: 'src/main.ts', rolldownOptions: { output: { entryFileNames: 'main.mjs' } } },
      })
      ;({ inside, outside } = await runProgram(path.join(app.root, 'dist/main.mjs')))
    }
    expect(outside).toEqual(inside)
    expect(inside).toContain('staging')
    expect(inside).toContain('own')
  },
)

test('Rollup: the url of a file that a plugin emits', async () => {
  const app = createApp()
  app.write('src/note.txt', 'a note')
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import { readFileSync } from 'node:fs'
import note from './note.txt'
void task('read', () => readFileSync(new URL(note), 'utf8')).then((result) => console.log(JSON.stringify({ result })))
`,
  )
  const emit: Plugin = {
    name: 'emit',
    load(id) {
      if (!id.endsWith('note.txt')) return null
      const reference = this.emitFile({
        type: 'asset',
        name: 'note.txt',
        source: app.read('src/note.txt'),
      })
      return `export default import.meta.ROLLUP_FILE_URL_${reference}`
    },
  }
  const plugins = [...(rollupInput(app).plugins as Plugin[]), emit]
  await buildRollup(app, 'esm', {}, { input: path.join(app.root, 'src/main.ts'), plugins })
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'))).toEqual({ result: 'a note' })
})

test.each(['vite', 'rollup', 'rolldown', 'esbuild', 'webpack', 'rspack', 'unplugin'])(
  "require('verdigris/%s') works",
  (host) => {
    const app = createApp()
    const loaded: unknown = createRequire(path.join(app.root, 'x.cjs'))(`verdigris/${host}`)
    expect(typeof (host === 'unplugin' ? (loaded as { unplugin: object }).unplugin : loaded)).toBe(
      host === 'unplugin' ? 'object' : 'function',
    )
  },
)

test('esbuild: addons stay where they are, and loaded files come along', async () => {
  const app = createApp()
  app.write('src/addon.node', '')
  app.write('src/note.data', 'note')
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import note from './note.data'
const load = () => { try { require('./addon.node') } catch (error) { return error.message } }
task('a', () => [load(), readFileSync(__dirname + '/../dist/verdigris/' + note, 'utf8')])
  .then((result) => console.log(JSON.stringify({ result })))
`,
  )
  await buildEsbuild(app, 'cjs', { loader: { '.data': 'file' }, external: ['*.node'] })
  const { result } = await runProgram(path.join(app.root, 'dist/main.cjs'))
  expect(result).toEqual([expect.stringContaining(`${app.root}/src/addon.node`), 'note'])
})

const PRELOADED = {
  order: ['polyfill', 'package', 'used by main'],
  nested: ['polyfill', 'package'],
}

function createAppWithPreload(): App {
  const app = createApp()
  const push = (name: string): string =>
    `;(globalThis.loaded ??= []).push(${JSON.stringify(name)})\n`
  app.write(
    'src/polyfill.ts',
    `declare global { var loaded: string[] }\n${push('polyfill')}export {}\n`,
  )
  app.write(
    'node_modules/dep-polyfill/package.json',
    '{ "name": "dep-polyfill", "main": "index.js" }',
  )
  app.write('node_modules/dep-polyfill/index.js', push('package'))
  app.write('src/used.ts', `${push('used by main')}export const used = () => globalThis.loaded\n`)
  app.write(
    'src/main.ts',
    `import './polyfill'
import { task } from 'verdigris'
import { used } from './used'
async function main() {
  const order = await task('order', () => used())
  const nested = await task('outer', () => task('nested', () => (globalThis as { loaded?: unknown }).loaded))
  return { order, nested }
}
export const result = main()
void result.then((value) => console.log(JSON.stringify(value)))
`,
  )
  return app
}

function createAppWithTypes(): App {
  const app = createApp()
  app.write(
    'src/point.ts',
    `export class Point {
  x: number
  constructor(x: number) { this.x = x }
  plus(other: Point): Point { return new Point(this.x + other.x) }
}
`,
  )
  app.write(
    'src/types.ts',
    `import { Point as P } from './point'
export const Point = {
  encode: (value: unknown) => value instanceof P && [value.x],
  decode: ([x]: [number]) => new P(x),
}
`,
  )
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import { Point } from './point'
async function main() {
  const [one, two] = [new Point(2), new Point(3)]
  const sum = await task('plus', () => one.plus(two))
  return { sum: sum.x, isPoint: sum instanceof Point }
}
export const result = main()
void result.then((value) => console.log(JSON.stringify(value)))
`,
  )
  return app
}

test.each(['webpack', 'rspack', 'bun', 'farm'] as const)(
  '%s: `inline` is refused, and who can is named',
  (name) => {
    const meta = { framework: name } as Parameters<typeof unplugin.raw>[1]
    expect(() => unplugin.raw({ inline: true }, meta)).toThrow(
      /`inline` .* does not work with \w+.*esbuild/s,
    )
  },
)
