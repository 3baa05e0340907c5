import { existsSync } from 'node:fs'
import path from 'node:path'

import type { InlineConfig } from 'vite'
import { expect, test } from 'vitest'

import { createApp, EXPECTED, runProgram, type App } from './app.ts'
import {
  buildEsbuild,
  buildRolldown,
  buildRollup,
  buildVite,
  extensionOf,
  type Format,
} from './hosts.ts'

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

function library(app: App, format: 'es' | 'cjs'): object {
  const entry = {
    main: path.join(app.root, 'src/main.ts'),
    'nested/other': path.join(app.root, 'src/nested/other.ts'),
  }
  return { ssr: false, lib: { entry, formats: [format] } }
}
