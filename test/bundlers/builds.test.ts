import { existsSync } from 'node:fs'
import path from 'node:path'

import type { InlineConfig } from 'vite'
import { expect, test } from 'vitest'

import { createApp, EXPECTED, runProgram, type App } from './app.ts'
import {
  buildEsbuild,
  buildRolldown,
  buildRollup,
  buildRspack,
  buildVite,
  buildWebpack,
  extensionOf,
  type Format,
} from './hosts.ts'

/** Every entry shares its runtime, and everything else, with the others. */
const SHARED = {
  minimize: false,
  runtimeChunk: 'single',
  splitChunks: { chunks: 'all', minSize: 0, cacheGroups: { all: { test: /./, name: 'all' } } },
} as const

const MODES: Record<string, [format: Format, build: (app: App) => Promise<void>]> = {
  'Vite, SSR, ESM': ['esm', (app) => buildVite(app, 'esm')],
  'Vite, SSR, CommonJS': ['cjs', (app) => buildVite(app, 'cjs')],
  'Vite, SSR, everything bundled and minified': [
    'esm',
    (app) => buildVite(app, 'esm', { ssr: { noExternal: true }, build: { minify: true } }),
  ],
  'Vite, library': ['esm', (app) => buildVite(app, 'esm', { build: library(app, 'es') })],
  'Vite, library, CommonJS': [
    'cjs',
    (app) => buildVite(app, 'cjs', { build: library(app, 'cjs') }),
  ],
  'Vite, library with ssr': [
    'esm',
    (app) => buildVite(app, 'esm', { build: { ...library(app, 'es'), ssr: true } }),
  ],
  'Vite, manualChunks': ['esm', (app) => buildVite(app, 'esm', chunks({ manualChunks: groupOf }))],
  'Vite, advancedChunks': [
    'esm',
    (app) => buildVite(app, 'esm', chunks({ advancedChunks: { groups: [{ name: groupOf }] } })),
  ],
  'Vite, preserveModules': [
    'esm',
    (app) =>
      buildVite(
        app,
        'esm',
        chunks({ preserveModules: true, preserveModulesRoot: path.join(app.root, 'src') }),
      ),
  ],
  'Rollup, ESM': ['esm', (app) => buildRollup(app, 'esm')],
  'Rollup, CommonJS': ['cjs', (app) => buildRollup(app, 'cjs')],
  'Rollup, preserveModules': [
    'esm',
    (app) =>
      buildRollup(app, 'esm', {
        preserveModules: true,
        preserveModulesRoot: path.join(app.root, 'src'),
      }),
  ],
  'Rollup, manualChunks': ['esm', (app) => buildRollup(app, 'esm', { manualChunks: groupOf })],
  'Rollup, one read at a time': [
    'esm',
    (app) => buildRollup(app, 'esm', {}, { maxParallelFileOps: 1 }),
  ],
  'Rolldown, ESM': ['esm', (app) => buildRolldown(app, 'esm')],
  'Rolldown, CommonJS': ['cjs', (app) => buildRolldown(app, 'cjs')],
  'Rolldown, preserveModules': [
    'esm',
    (app) =>
      buildRolldown(app, 'esm', {
        preserveModules: true,
        preserveModulesRoot: path.join(app.root, 'src'),
      }),
  ],
  'Rolldown, chunk groups': [
    'esm',
    (app) => buildRolldown(app, 'esm', { codeSplitting: { groups: [{ name: groupOf }] } }),
  ],
  'esbuild, ESM': ['esm', (app) => buildEsbuild(app, 'esm')],
  'esbuild, CommonJS': ['cjs', (app) => buildEsbuild(app, 'cjs')],
  'esbuild, splitting': ['esm', (app) => buildEsbuild(app, 'esm', { splitting: true })],
  'esbuild, minified': ['cjs', (app) => buildEsbuild(app, 'cjs', { minify: true })],
  'esbuild, external packages': [
    'esm',
    (app) => buildEsbuild(app, 'esm', { packages: 'external' }),
  ],
  'esbuild, external packages, CommonJS': [
    'cjs',
    // ESM-only, and Node 20 cannot require it.
    (app) => buildEsbuild(app, 'cjs', { external: ['dep-cjs'] }),
  ],
  'webpack, ESM': ['esm', (app) => buildWebpack(app, 'esm')],
  'webpack, CommonJS': ['cjs', (app) => buildWebpack(app, 'cjs')],
  'webpack, minified': ['cjs', (app) => buildWebpack(app, 'cjs', { optimization: {} })],
  'webpack, one runtime and shared chunks': [
    'esm',
    (app) => buildWebpack(app, 'esm', { optimization: SHARED }),
  ],
  'webpack, one runtime and shared chunks, CommonJS': [
    'cjs',
    (app) => buildWebpack(app, 'cjs', { optimization: SHARED }),
  ],
  'webpack, development': [
    'esm',
    (app) => buildWebpack(app, 'esm', { mode: 'development', devtool: 'eval-source-map' }),
  ],
  'webpack, development, CommonJS': [
    'cjs',
    (app) => buildWebpack(app, 'cjs', { mode: 'development', devtool: 'eval' }),
  ],
  'webpack, external packages': [
    'esm',
    (app) => buildWebpack(app, 'esm', { externals: externalize('module') }),
  ],
  'webpack, external packages, CommonJS': [
    'cjs',
    (app) => buildWebpack(app, 'cjs', { externals: externalize('commonjs') }),
  ],
  'Rspack, ESM': ['esm', (app) => buildRspack(app, 'esm')],
  'Rspack, CommonJS': ['cjs', (app) => buildRspack(app, 'cjs')],
  'Rspack, minified': ['cjs', (app) => buildRspack(app, 'cjs', { optimization: {} })],
  'Rspack, one runtime and shared chunks': [
    'esm',
    (app) => buildRspack(app, 'esm', { optimization: SHARED }),
  ],
  'Rspack, one runtime and shared chunks, CommonJS': [
    'cjs',
    (app) => buildRspack(app, 'cjs', { optimization: SHARED }),
  ],
  'Rspack, development': [
    'esm',
    (app) => buildRspack(app, 'esm', { mode: 'development', devtool: 'eval-source-map' }),
  ],
  'Rspack, development, CommonJS': [
    'cjs',
    (app) => buildRspack(app, 'cjs', { mode: 'development', devtool: 'eval' }),
  ],
  'Rspack, external packages': [
    'esm',
    (app) => buildRspack(app, 'esm', { externals: externalize('module') }),
  ],
  'Rspack, external packages, CommonJS': [
    'cjs',
    (app) => buildRspack(app, 'cjs', { externals: externalize('commonjs') }),
  ],
}

test.each(Object.entries(MODES))('%s: the built program works', async (_, [format, build]) => {
  const app = createApp()
  await build(app)
  const extension = extensionOf(format)
  const [main, other] = await Promise.all([
    runProgram(path.join(app.root, `dist/main${extension}`), 'hi'),
    runProgram(path.join(app.root, `dist/nested/other${extension}`), 'hi'),
  ])
  expect(main).toEqual(EXPECTED)
  expect(other).toEqual({ result: 'OTHER HI' })
  expect(existsSync(path.join(app.root, 'dist/verdigris'))).toBe(true)
})

function chunks(output: object): InlineConfig {
  return { build: { rolldownOptions: { output } } }
}

/** Puts bundle modules of several files, and what they share, into one chunk. */
function groupOf(id: string): string | undefined {
  return /\/(main|other)\.ts$/.test(id) ? undefined : 'all'
}

/** As projects without a plugin for it do: whatever is no path. Node 20 cannot require what is ESM only. */
function externalize(type: 'module' | 'commonjs') {
  const isExternal = (request: string): boolean =>
    type === 'module' ? /^(dep-|verdigris)/.test(request) : request === 'dep-cjs'
  return ({ request = '' }, callback: (error?: null, result?: string) => void): void =>
    isExternal(request) ? callback(null, `${type} ${request}`) : callback()
}

function library(app: App, format: 'es' | 'cjs'): object {
  const entry = {
    main: path.join(app.root, 'src/main.ts'),
    'nested/other': path.join(app.root, 'src/nested/other.ts'),
  }
  return { ssr: false, lib: { entry, formats: [format] } }
}
