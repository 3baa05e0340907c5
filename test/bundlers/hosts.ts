// How each host builds the app. All give the same program: entries `main` and `nested/other` in `dist`.

import path from 'node:path'

import { build as buildWithEsbuild, transform, type BuildOptions } from 'esbuild'
import { rolldown, type InputOptions as RolldownInput } from 'rolldown'
import { rollup, type InputOptions, type OutputOptions, type Plugin } from 'rollup'
import verdigrisEsbuild from 'verdigris/esbuild'
import verdigrisRolldown from 'verdigris/rolldown'
import verdigrisRollup from 'verdigris/rollup'
import verdigrisVite from 'verdigris/vite'
import { build as buildWithVite, mergeConfig, type InlineConfig } from 'vite'

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
