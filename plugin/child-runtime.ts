// The library's own code inside a worker bundle: what runs the child, and what calls inside a closure call.
// It is bundled from the installed package and never through the host, whose settings are not meant for it.

import { existsSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'

import { build, type Plugin } from 'esbuild'

import { BUNDLE_SPECIFIER } from './virtual.ts'

let child: Promise<string> | undefined
let library: Promise<string> | undefined

/** A script that leaves the child's `main` in `verdigris.main`. */
export function bundleChild(): Promise<string> {
  child ??= bundle(
    `export { main } from ${quote(find('child/main'))}\n` +
      `export { importInline } from ${quote(find('child/inline'))}\n` +
      `export { loadFile } from ${quote(find('child/load-file'))}`,
    'iife',
  )
  return child
}

/** Whether `file` is one of the library's two public modules: bundled by us, never by the host. */
export function isRuntimeFile(file: string): boolean {
  return file === find('index') || file === find('internal')
}

/** Whether `id` lies in the library itself, where there is nothing to compile. */
export function isLibraryFile(id: string): boolean {
  return id.startsWith(fileURLToPath(new URL('../src/', import.meta.url)))
}

/** Resolves what worker modules import of the library, and leaves Node's own modules alone. */
export function runtimePlugin(): Plugin {
  return {
    name: 'verdigris:runtime',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^verdigris(\/internal)?$/ }, () => ({
        path: 'runtime',
        namespace: 'verdigris-runtime',
        sideEffects: false,
      }))
      onLoad({ filter: /.*/, namespace: 'verdigris-runtime' }, async () => {
        library ??= bundle(
          `export * from ${quote(find('index'))}\nexport * from ${quote(find('internal'))}`,
          'esm',
        )
        return { contents: await library }
      })
      // A call inside a closure is started from the bundle that its process runs already.
      onResolve({ filter: new RegExp(`^${BUNDLE_SPECIFIER}`) }, () => ({
        path: 'none',
        namespace: 'verdigris-no-bundle',
        sideEffects: false,
      }))
      onLoad({ filter: /.*/, namespace: 'verdigris-no-bundle' }, () => ({
        contents: 'export default null',
      }))
      onResolve({ filter: /^[\w:/.]+$/ }, ({ path, kind }) =>
        kind !== 'entry-point' && (isBuiltin(path) || path.startsWith('node:'))
          ? { path, external: true }
          : undefined,
      )
    },
  }
}

async function bundle(contents: string, format: 'iife' | 'esm'): Promise<string> {
  const result = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    write: false,
    format,
    ...(format === 'iife' ? { globalName: 'verdigris' } : {}),
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  })
  return result.outputFiles[0]?.text ?? ''
}

/** A file of the runtime, beside this one in the package; TypeScript when run from source. */
function find(name: string): string {
  const built = fileURLToPath(new URL(`../src/${name}.js`, import.meta.url))
  return existsSync(built) ? built : built.replace(/js$/, 'ts')
}

function quote(text: string): string {
  return JSON.stringify(text)
}
