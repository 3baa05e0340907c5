// Packages in worker processes: which become part of their code, which stay imports, and what must be deployed.

import { cpSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import path from 'node:path'

import { build as buildWithEsbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup, type LogHandler, type Plugin } from 'rollup'
import verdigrisEsbuild, { type VerdigrisPluginOptions } from 'verdigris/esbuild'
import verdigrisRolldown from 'verdigris/rolldown'
import verdigrisRollup from 'verdigris/rollup'
import verdigrisVite from 'verdigris/vite'
import { build as buildWithVite, createLogger } from 'vite'
import { expect, test } from 'vitest'

import { createApp, runProgram, type App } from './app.ts'
import { esbuildOptions, outputOf, rolldownInput, rollupInput, viteConfig } from './hosts.ts'

/** Builds `src/main.ts` to `dist/main.mjs`; packages become part of it or not. Returns what the host has said. */
type Build = (app: App, options: VerdigrisPluginOptions, areBundled: boolean) => Promise<string>

const HOSTS: Record<string, Build> = {
  async esbuild(app, options, areBundled) {
    const { warnings } = await buildWithEsbuild({
      ...esbuildOptions(app, 'esm'),
      entryPoints: ['src/main.ts'],
      packages: areBundled ? 'bundle' : 'external',
      // Bundled CommonJS in a program of ES modules.
      banner: {
        js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)`,
      },
      plugins: [verdigrisEsbuild(options)],
    })
    return warnings.map(({ text }) => text).join('\n')
  },
  async Rolldown(app, options, areBundled) {
    const { messages, onLog } = listen()
    const bundle = await rolldown({
      ...rolldownInput(app),
      input: 'src/main.ts',
      plugins: [verdigrisRolldown(options)],
      logLevel: 'info',
      onLog,
      ...(areBundled ? {} : { external: /^(dep-|verdigris)/ }),
    })
    await bundle.write({ dir: path.join(app.root, 'dist'), entryFileNames: '[name].mjs' })
    await bundle.close()
    return messages.join('\n')
  },
  async Vite(app, options, areBundled) {
    const messages: string[] = []
    const logger = createLogger('info')
    for (const name of ['info', 'warn'] as const) logger[name] = (text) => void messages.push(text)
    await buildWithVite({
      ...viteConfig(app),
      logLevel: 'info',
      customLogger: logger,
      plugins: [verdigrisVite(options)],
      ssr: { noExternal: areBundled || [] },
      build: { ssr: 'src/main.ts', rolldownOptions: { output: { entryFileNames: 'main.mjs' } } },
    })
    return messages.join('\n')
  },
}

test.each(Object.entries(HOSTS))(
  '%s bundles packages: native ones stay, and `dist` with `node_modules` works elsewhere',
  async (_, build) => {
    const app = createAppWithPackages()
    const said = await build(app, {}, true)
    expect(said).toContain('native-package: `dep-native` has native code')
    const files = readLabels(app)
    expect(files['native']).toMatch(/require\("dep-native"\)/)
    expect(files['native']).not.toContain('inside dep-native')
    expect(files['plain']).not.toMatch(/require\("dep-cjs"\)/)
    const elsewhere = deploy(app, ['dep-native'])
    expect(await runProgram(path.join(elsewhere, 'dist/main.mjs'))).toEqual(RESULT)
  },
)

test.each(Object.entries(HOSTS))(
  '%s leaves packages alone: so do worker processes, and `dist` with `node_modules` works elsewhere',
  async (_, build) => {
    const app = createAppWithPackages()
    expect(await build(app, {}, false)).not.toContain('native-package')
    const files = readLabels(app)
    expect(files['native']).toMatch(/require\("dep-native"\)/)
    expect(files['plain']).toMatch(/require\("dep-cjs"\)/)
    const elsewhere = deploy(app, ['dep-native', 'dep-cjs', 'verdigris'])
    expect(await runProgram(path.join(elsewhere, 'dist/main.mjs'))).toEqual(RESULT)
  },
)

test.each(Object.entries(HOSTS))('%s: `external` keeps a package out', async (_, build) => {
  const app = createAppWithPackages()
  const said = await build(app, { external: ['dep-cjs', 'dep-native'] }, true)
  // Who has named it knows.
  expect(said).not.toContain('native-package')
  expect(readLabels(app)['plain']).toMatch(/require\("dep-cjs"\)/)
  const elsewhere = deploy(app, ['dep-native', 'dep-cjs'])
  expect(await runProgram(path.join(elsewhere, 'dist/main.mjs'))).toEqual(RESULT)
})

test.each(Object.entries(HOSTS))(
  '%s: `bundle` takes a package in, but none with native code',
  async (_, build) => {
    const app = createAppWithPackages()
    await build(app, { bundle: [/^dep-/] }, false)
    const files = readLabels(app)
    expect(files['native']).toMatch(/require\("dep-native"\)/)
    expect(files['plain']).not.toMatch(/require\("dep-cjs"\)/)
    expect(files['plain']).toContain('inside dep-cjs')
    // The program itself imports nothing of it.
    const elsewhere = deploy(app, ['dep-native', 'verdigris'])
    expect(await runProgram(path.join(elsewhere, 'dist/main.mjs'))).toEqual(RESULT)
  },
)

test('Rollup: a package of a package is found from there', async () => {
  const app = createAppWithPackages()
  const inner = 'node_modules/dep-outer/node_modules/dep-inner'
  app.write(`${inner}/package.json`, '{ "name": "dep-inner", "binary": {}, "main": "index.js" }')
  app.write(`${inner}/index.js`, `exports.name = 'inner'\n`)
  app.write('node_modules/dep-outer/package.json', '{ "name": "dep-outer", "main": "index.js" }')
  app.write('node_modules/dep-outer/index.js', `exports.inner = require('dep-inner').name\n`)
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import { inner } from 'dep-outer'
void task('inner', () => inner).then((result) => console.log(JSON.stringify({ result })))
`,
  )
  const resolve: Plugin = {
    name: 'resolve',
    resolveId: (id) =>
      id.startsWith('dep-')
        ? path.join(app.root, id === 'dep-outer' ? 'node_modules/dep-outer' : inner, 'index.js')
        : null,
  }
  const [, ...plugins] = rollupInput(app).plugins as Plugin[]
  const bundle = await rollup({
    input: path.join(app.root, 'src/main.ts'),
    plugins: [verdigrisRollup(), resolve, ...plugins],
    onLog: () => {},
  })
  await bundle.write(outputOf(app, 'esm'))
  await bundle.close()
  expect(readLabels(app)['inner']).toContain(
    'require("../../node_modules/dep-outer/node_modules/dep-inner/index.js")',
  )
  const elsewhere = deploy(app, ['dep-outer', 'verdigris'])
  expect(await runProgram(path.join(elsewhere, 'dist/main.mjs'))).toEqual({ result: 'inner' })
})

const RESULT = { native: true, plain: 'inside dep-cjs, with a sibling' }

/** A CommonJS package with two files, and one with a compiled addon. */
function createAppWithPackages(): App {
  const app = createApp()
  app.write(
    'node_modules/dep-cjs/index.js',
    `exports.name = 'inside dep-cjs' + require('./self')\n`,
  )
  app.write('node_modules/dep-cjs/self.js', `module.exports = ', with a sibling'\n`)
  app.write('node_modules/dep-native/package.json', '{ "name": "dep-native", "main": "index.js" }')
  app.write(
    'node_modules/dep-native/index.js',
    `const name = 'inside dep-native'
exports.count = () => Object.keys(require(__dirname + '/build/Release/addon.node')).length
`,
  )
  const release = path.join(app.root, 'node_modules/dep-native/build/Release')
  mkdirSync(release, { recursive: true })
  cpSync(findAddon(), path.join(release, 'addon.node'))
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import { name } from 'dep-cjs'
import { count } from 'dep-native'
const native = task('native', () => count() > 0)
const plain = task('plain', () => name)
void Promise.all([native, plain]).then(([native, plain]) => console.log(JSON.stringify({ native, plain })))
`,
  )
  return app
}

/** A compiled addon for this machine: that of koffi. */
function findAddon(): string {
  const scope = path.resolve(import.meta.dirname, '../../node_modules/@koromix')
  const wanted = new RegExp(
    `koffi-${process.platform}-${process.arch}.*[\\\\/]${process.platform}.*\\.node$`,
  )
  const found = readdirSync(scope, { recursive: true, encoding: 'utf8' }).find((name) =>
    wanted.test(name),
  )
  if (found === undefined)
    throw new Error(`koffi has no addon for ${process.platform} ${process.arch}`)
  return path.join(scope, found)
}

/** Code of the worker files, by label. */
function readLabels(app: App): Record<string, string> {
  const files = app.list('dist/verdigris').filter((name) => /-\w{8}\.[cm]js$/.test(name))
  return Object.fromEntries(
    files.map((name) => [name.replace(/-\w{8}\.[cm]js$/, ''), app.read(`dist/verdigris/${name}`)]),
  )
}

/** Copies `dist` and some packages to another place, and takes them away where they were. */
function deploy(app: App, packages: readonly string[]): string {
  const elsewhere = path.join(app.root, 'elsewhere')
  for (const name of ['dist', ...packages.map((each) => `node_modules/${each}`)]) {
    const target = path.join(elsewhere, name)
    mkdirSync(path.dirname(target), { recursive: true })
    cpSync(path.join(app.root, name), target, { recursive: true, verbatimSymlinks: true })
  }
  renameSync(path.join(app.root, 'node_modules'), path.join(app.root, 'gone'))
  return elsewhere
}

function listen(): { messages: string[]; onLog: (...given: Parameters<LogHandler>) => void } {
  const messages: string[] = []
  return { messages, onLog: (_, { message }) => void messages.push(message) }
}
