// What the console shows of a native package that stays outside: each host's own, in a process of its own.

import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { createApp, type App } from './app.ts'
import { BUN } from './bun.ts'

/** Programs that build `src/main.js`; `load` imports a package of this project. */
const BUILDS: Record<string, string> = {
  esbuild: `const { build } = await load('esbuild')
const verdigris = await load('verdigris/esbuild')
await build({ entryPoints: ['src/main.js'], outdir: 'dist', bundle: true, platform: 'node', plugins: [verdigris.default()] })`,
  Rollup: `const { loadConfigFile } = await load('rollup/loadConfigFile')
const { rollup } = await load('rollup')
const { options, warnings } = await loadConfigFile(process.cwd() + '/rollup.config.js')
for (const each of options) {
  const bundle = await rollup(each)
  warnings.flush()
  await bundle.write(each.output[0])
}`,
  Rolldown: `const { rolldown } = await load('rolldown')
const verdigris = await load('verdigris/rolldown')
const bundle = await rolldown({ input: 'src/main.js', platform: 'node', plugins: [verdigris.default()] })
await bundle.write({ dir: 'dist' })`,
  Vite: `const { build } = await load('vite')
const verdigris = await load('verdigris/vite')
await build({ configFile: false, plugins: [verdigris.default()], ssr: { noExternal: true }, build: { ssr: 'src/main.js' } })`,
  webpack: pack(`(await load('webpack')).default`, 'verdigris/webpack'),
  Rspack: pack(`(await load('@rspack/core')).rspack`, 'verdigris/rspack'),
  Farm: `const { build } = await load('@farmfe/core')
const verdigris = await load('verdigris/farm')
const output = { path: 'dist', targetEnv: 'node', format: 'esm' }
const input = { main: 'src/main.js' }
await build({ compilation: { input, output, external: ['^verdigris'], persistentCache: false }, plugins: [verdigris.default()] })
process.exit()`,
  Bun: `const verdigris = await load('verdigris/bun')
await Bun.build({ entrypoints: ['src/main.js'], outdir: 'dist', target: 'node', plugins: [verdigris.default()] })`,
}

/** With what Rspack's command line prints by default, which is less than webpack's. */
function pack(host: string, plugin: string): string {
  return `const host = ${host}
const verdigris = await load('${plugin}')
const output = { path: process.cwd() + '/dist', filename: 'main.cjs' }
const compiler = host({ mode: 'none', target: 'node', entry: './src/main.js', output, plugins: [verdigris.default()] })
compiler.run((error, stats) => {
  console.log(error ?? stats.toString({ preset: 'errors-warnings', logging: false }))
  compiler.close(() => {})
})`
}

const HOSTS = Object.keys(BUILDS).filter((host) => host !== 'Bun' || BUN !== undefined)

test.each(HOSTS)('%s: the console says once that a native package stays', async (host) => {
  const app = createApp()
  app.write('package.json', '{ "type": "module" }')
  symlinkSync(path.resolve('node_modules/@farmfe'), path.join(app.root, 'node_modules/@farmfe'))
  app.write(
    'node_modules/dep-native/package.json',
    '{ "name": "dep-native", "gypfile": true, "main": "index.js" }',
  )
  app.write('node_modules/dep-native/index.js', `exports.count = () => 1\n`)
  app.write('src/main.js', `export * from './other.js'\n${callOf('one')}`)
  app.write('src/other.js', callOf('two'))
  app.write(
    'rollup.config.js',
    `import verdigris from 'verdigris/rollup'
const resolve = {
  name: 'resolve',
  resolveId: (id) => (id === 'dep-native' ? process.cwd() + '/node_modules/dep-native/index.js' : null),
}
export default { input: 'src/main.js', output: { dir: 'dist' }, external: ['verdigris'], plugins: [verdigris(), resolve] }
`,
  )
  const said = await run(app, host)
  expect(said.match(/native-package: `dep-native` has native code/g), said).toHaveLength(1)
})

function callOf(name: string): string {
  return `import { count } from 'dep-native'
import { task } from 'verdigris'
export const ${name} = () => task('${name}', () => count())
`
}

/** Everything on the console. */
async function run(app: App, host: string): Promise<string> {
  // Those of the app where it has them, as a project would; bundlers are this project's.
  app.write(
    'build.mjs',
    `import { createRequire } from 'node:module'
const require = createRequire(${JSON.stringify(import.meta.url)})
const load = (name) => import(/^(verdigris|@farmfe)/.test(name) ? name : require.resolve(name))
${BUILDS[host]}
`,
  )
  const [program, ...args] =
    host === 'Bun' ? [BUN ?? '', 'run', 'build.mjs'] : [process.execPath, 'build.mjs']
  const { stdout, stderr } = await promisify(execFile)(program, args, {
    cwd: app.root,
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production' },
    timeout: 25_000,
  })
  return stdout + stderr
}
