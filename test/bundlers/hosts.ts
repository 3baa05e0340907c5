// How each host builds the app. All give the same program: entries `main` and `nested/other` in `dist`.

import path from 'node:path'

import { rspack, type Configuration as RspackConfig } from '@rspack/core'
import { build as buildWithEsbuild, transform, type BuildOptions } from 'esbuild'
import { rolldown, type InputOptions as RolldownInput } from 'rolldown'
import { rollup, type InputOptions, type OutputOptions, type Plugin } from 'rollup'
import verdigrisEsbuild from 'verdigris/esbuild'
import verdigrisRolldown from 'verdigris/rolldown'
import verdigrisRollup from 'verdigris/rollup'
import verdigrisRspack from 'verdigris/rspack'
import verdigrisVite from 'verdigris/vite'
import verdigrisWebpack from 'verdigris/webpack'
import { build as buildWithVite, mergeConfig, type InlineConfig } from 'vite'
import webpack, { type Configuration as WebpackConfig } from 'webpack'

import type { App } from './app.ts'

export type Format = 'esm' | 'cjs'

const ENTRIES = { main: 'src/main.ts', 'nested/other': 'src/nested/other.ts' }

/** Extension of the program's files, of which Node knows the format whatever the package says. */
export function extensionOf(format: Format): string {
  return format === 'cjs' ? '.cjs' : '.mjs'
}

/** Another plugin with a module of its own, for the Rollup family. */
export const virtualModule = {
  name: 'virtual-module',
  resolveId: (id: string) => (id === 'virtual:value' ? `\0${id}` : null),
  load: (id: string) => (id === '\0virtual:value' ? `export default 'virtual value'` : null),
}

export function viteConfig(app: App): InlineConfig {
  return {
    root: app.root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@': path.join(app.root, 'src') } },
    define: { __FLAVOUR__: JSON.stringify('salt') },
    plugins: [virtualModule, verdigrisVite(app.options)],
  }
}

export async function buildVite(app: App, format: Format, more: InlineConfig = {}): Promise<void> {
  const config: InlineConfig = {
    build: {
      ssr: true,
      rolldownOptions: {
        input: inputOf(app),
        output: { format, entryFileNames: `[name]${extensionOf(format)}` },
      },
    },
  }
  await buildWithVite(mergeConfig(mergeConfig(viteConfig(app), config), more))
}

export function rollupInput(app: App): InputOptions {
  return {
    input: inputOf(app),
    external: [/^dep-/],
    plugins: [verdigrisRollup(app.options), virtualModule, aliasPlugin(app), typescript()],
    onLog: () => {},
  }
}

export function outputOf(app: App, format: Format, more: OutputOptions = {}): OutputOptions {
  const extension = extensionOf(format)
  return {
    dir: path.join(app.root, 'dist'),
    format,
    entryFileNames: `[name]${extension}`,
    chunkFileNames: `chunks/[name]-[hash]${extension}`,
    sourcemap: true,
    ...more,
  }
}

export async function buildRollup(
  app: App,
  format: Format,
  output: OutputOptions = {},
  input: InputOptions = {},
): Promise<void> {
  await inDirectory(app, async () => {
    const bundle = await rollup({ ...rollupInput(app), ...input })
    await bundle.write(outputOf(app, format, output))
    await bundle.close()
  })
}

export function rolldownInput(app: App): RolldownInput {
  return {
    cwd: app.root,
    input: ENTRIES,
    platform: 'node',
    resolve: { alias: { '@': path.join(app.root, 'src') } },
    transform: { define: { __FLAVOUR__: JSON.stringify('salt') } },
    plugins: [verdigrisRolldown(app.options), virtualModule],
    logLevel: 'silent',
  }
}

export async function buildRolldown(
  app: App,
  format: Format,
  output: object = {},
  input: RolldownInput = {},
): Promise<void> {
  const bundle = await rolldown({ ...rolldownInput(app), ...input })
  await bundle.write({ ...(outputOf(app, format) as object), ...output })
  await bundle.close()
}

export function esbuildOptions(app: App, format: Format): BuildOptions {
  return {
    absWorkingDir: app.root,
    entryPoints: ['src/main.ts', 'src/nested/other.ts'],
    outdir: 'dist',
    bundle: true,
    format,
    platform: 'node',
    sourcemap: true,
    outExtension: { '.js': extensionOf(format) },
    alias: { '@': path.join(app.root, 'src') },
    define: { __FLAVOUR__: JSON.stringify('salt') },
    logLevel: 'silent',
    plugins: [
      verdigrisEsbuild(app.options),
      {
        name: 'virtual-module',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^virtual:value$/ }, () => ({ path: 'value', namespace: 'virtual' }))
          onLoad({ filter: /.*/, namespace: 'virtual' }, () => ({
            contents: `export default 'virtual value'`,
          }))
        },
      },
    ],
  }
}

export async function buildEsbuild(
  app: App,
  format: Format,
  more: BuildOptions = {},
): Promise<void> {
  await buildWithEsbuild({ ...esbuildOptions(app, format), ...more })
}

/** What the two have in common. */
function packConfig(app: App, format: Format) {
  return {
    context: app.root,
    mode: 'production' as const,
    // Minifiers take most of the time.
    optimization: { minimize: false },
    target: 'node20' as const,
    entry: inputOf(app),
    output: {
      path: path.join(app.root, 'dist'),
      filename: `[name]${extensionOf(format)}`,
      chunkFilename: `chunks/[name]-[contenthash]${extensionOf(format)}`,
      module: format === 'esm',
      // Where to find what the build emits for browsers; no process may be started from there.
      publicPath: 'https://cdn.example/assets/',
    },
    resolve: { alias: { '@': path.join(app.root, 'src') }, extensions: ['.ts', '.js'] },
    devtool: 'source-map' as const,
  }
}

const VIRTUAL_VALUE = [
  /^virtual:value$/,
  `data:text/javascript,export default 'virtual value'`,
] as const

export function webpackConfig(app: App, format: Format, more: WebpackConfig = {}): WebpackConfig {
  const config = packConfig(app, format)
  return {
    ...config,
    cache: false,
    module: {
      rules: [{ test: /\.tsx?$/, loader: 'esbuild-loader', options: { target: 'node20' } }],
    },
    plugins: [
      new webpack.DefinePlugin({ __FLAVOUR__: JSON.stringify('salt') }),
      new webpack.NormalModuleReplacementPlugin(...VIRTUAL_VALUE),
      verdigrisWebpack(app.options),
    ],
    ...more,
    output: { ...config.output, ...more.output },
    experiments: { outputModule: format === 'esm', ...more.experiments },
  }
}

export function buildWebpack(app: App, format: Format, more: WebpackConfig = {}): Promise<void> {
  return finish(webpack(webpackConfig(app, format, more)))
}

export function rspackConfig(app: App, format: Format, more: RspackConfig = {}): RspackConfig {
  const config = packConfig(app, format)
  const options = { jsc: { parser: { syntax: 'typescript', tsx: true } } }
  return {
    ...config,
    cache: false,
    module: { rules: [{ test: /\.tsx?$/, loader: 'builtin:swc-loader', options }] },
    plugins: [
      new rspack.DefinePlugin({ __FLAVOUR__: JSON.stringify('salt') }),
      new rspack.NormalModuleReplacementPlugin(...VIRTUAL_VALUE),
      verdigrisRspack(app.options),
    ],
    ...more,
    output: { ...config.output, ...more.output },
  }
}

export function buildRspack(app: App, format: Format, more: RspackConfig = {}): Promise<void> {
  return finish(rspack(rspackConfig(app, format, more)))
}

/** A compiler of webpack or Rspack, or several at once. */
export interface PackCompiler {
  run: (callback: PackCallback) => unknown
  watch: (options: { aggregateTimeout: number }, callback: PackCallback) => unknown
  close: (callback: (error?: Error | null) => void) => unknown
}

type PackCallback = (error: Error | null, stats?: PackStats) => void

interface PackStats {
  hasErrors: () => boolean
  toString: (options: object) => string
}

/** Runs it once. A build that failed rejects with what the bundler prints. */
export async function finish(compiler: PackCompiler | null): Promise<void> {
  if (!compiler) throw new Error('There is no compiler.')
  try {
    const report = await new Promise<string | undefined>((resolve, reject) => {
      compiler.run((error, stats) => (error ? reject(error) : resolve(reportOf(stats))))
    })
    if (report !== undefined) throw new Error(report)
  } finally {
    await new Promise((resolve) => compiler.close(resolve))
  }
}

export function reportOf(stats: PackStats | undefined): string | undefined {
  if (!stats?.hasErrors()) return undefined
  return stats.toString({ all: false, errors: true, warnings: true, children: true, colors: false })
}

function inputOf(app: App): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ENTRIES).map(([name, file]) => [name, path.join(app.root, file)]),
  )
}

/** Rollup resolves no extensions and reads no TypeScript; projects have plugins for it. */
function typescript(): Plugin {
  return {
    name: 'typescript',
    async resolveId(id, importer) {
      if (!/^[./]/.test(id) || !importer) return null
      for (const extension of ['', '.ts']) {
        const found = await this.resolve(id + extension, importer, { skipSelf: true }).catch(
          () => null,
        )
        if (found && !found.external) return found
      }
      return null
    },
    async transform(code, id) {
      if (id.endsWith('.json')) return { code: `export default ${code}`, map: null }
      if (!id.endsWith('.ts')) return null
      const define = { __FLAVOUR__: JSON.stringify('salt') }
      const result = await transform(code, {
        loader: 'ts',
        define,
        sourcemap: true,
        sourcefile: id,
      })
      return { code: result.code, map: result.map }
    },
  }
}

function aliasPlugin(app: App): Plugin {
  return {
    name: 'alias',
    resolveId(id, importer) {
      if (!id.startsWith('@/')) return null
      return this.resolve(path.join(app.root, 'src', id.slice(2)), importer)
    },
  }
}

/** Rollup's root is the working directory. */
async function inDirectory<T>(app: App, run: () => Promise<T>): Promise<T> {
  const before = process.cwd()
  process.chdir(app.root)
  try {
    return await run()
  } finally {
    process.chdir(before)
  }
}
