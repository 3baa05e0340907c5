// Builds what is measured.

import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { build } from 'esbuild'
import verdigris from 'verdigris/esbuild'

/** `test/bench` of the project; the bench itself is bundled into a folder of it. */
const source = path.resolve(import.meta.dirname, '..')
const root = path.resolve(source, '../..')

const common = { absWorkingDir: root, bundle: true, platform: 'node', logLevel: 'warning' } as const

/** As an application is built: through the plugin. */
export async function buildApp(folder: string): Promise<typeof import('./app.ts')> {
  const outdir = path.join(folder, 'app')
  await build({
    ...common,
    entryPoints: ['app.ts', 'large-program.ts'].map((file) => path.join(source, file)),
    outdir,
    format: 'esm',
    packages: 'external',
    plugins: [verdigris()],
  })
  return (await import(
    pathToFileURL(path.join(outdir, 'app.js')).href
  )) as typeof import('./app.ts')
}

/**
 * The files that the peers start. CommonJS, which starts sooner; and poolifier loses its first message while an
 * ES module loads.
 */
export async function buildWorkers(folder: string): Promise<string> {
  const outdir = path.join(folder, 'workers')
  await build({
    ...common,
    entryPoints: [path.join(source, 'workers/*.ts')],
    outdir,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    packages: 'external',
  })
  return outdir
}
