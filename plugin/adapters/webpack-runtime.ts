// How the program finds its worker bundle: a line of the host's runtime in each file that starts an entry. It is
// generated when the bundle's name is known, so hashes and source maps are right without any patching, it is
// never inside `eval`, and it says where that file is, not where a CDN has the files for browsers.

import path from 'node:path'

import type { Chunk, Compilation, Compiler, Module } from 'webpack'

import { toPosix } from '../virtual.ts'
import { BUNDLE_DIRECTORY, type WorkerBundle } from '../worker-bundle.ts'
import { fromBundleQuery, idOf } from './webpack-facts.ts'

/** The property of `__webpack_require__` that bundle modules read. */
export const RUNTIME_NAME = 'verdigris'

/** Adds the line to the files whose chunks contain a bundle module. */
export function addRuntime(
  compiler: Compiler,
  compilation: Compilation,
  findBundle: () => Pick<WorkerBundle, 'entry' | 'buildId'> | undefined,
): void {
  class BundleRuntimeModule extends compiler.webpack.RuntimeModule {
    readonly #chunk: Chunk

    constructor(chunk: Chunk) {
      super(RUNTIME_NAME)
      this.#chunk = chunk
    }

    override generate(): string | null {
      const bundle = findBundle()
      if (!bundle) return null
      const { module: isModule, importMetaName } = compilation.outputOptions
      const base = isModule ? `${importMetaName}.url` : '__filename'
      const entry = `${wayToRoot(compilation, this.#chunk)}${BUNDLE_DIRECTORY}/${bundle.entry}`
      const file = JSON.stringify(`${entry}?build=${bundle.buildId}`)
      return `__webpack_require__.${RUNTIME_NAME} = { path: ${file}, base: ${base} };`
    }
  }

  compilation.hooks.additionalTreeRuntimeRequirements.tap(RUNTIME_NAME, (chunk) => {
    if (!findBundle() || !hasBundleModule(compilation, chunk)) return
    compilation.addRuntimeModule(chunk, new BundleRuntimeModule(chunk))
  })
}

function hasBundleModule({ chunkGraph }: Compilation, chunk: Chunk): boolean {
  for (const each of chunk.getAllReferencedChunks()) {
    for (const module of chunkGraph.getChunkModulesIterable(each)) {
      // What was concatenated is in there.
      const { modules = [module] } = module as { modules?: Iterable<Module> }
      for (const inner of modules) if (fromBundleQuery(idOf(inner)) !== undefined) return true
    }
  }
  return false
}

/** From the directory of a chunk's file to the output's root, as a url. */
function wayToRoot(compilation: Compilation, chunk: Chunk): string {
  const { filename, chunkFilename, path: root } = compilation.outputOptions
  const template = chunk.filenameTemplate ?? (chunk.canBeInitial() ? filename : chunkFilename)
  const data = { chunk, contentHashType: 'javascript' }
  const text = typeof template === 'function' ? template(data) : (template ?? '')
  // Hashes are made of this line as well. The number of directories does not depend on them.
  const name = compilation.getPath(text.replace(/\[[\w-]*hash(?::\w+)*\]/g, 'hash'), data)
  const way = toPosix(path.relative(path.dirname(path.resolve(root, name)), root))
  return `./${way === '' ? '' : `${way}/`}`
}
