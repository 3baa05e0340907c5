// Links the worker modules of a file into a bundle in the cache. esbuild resolves and reads, as in a build of
// its own; packages stay where they are.

import path from 'node:path'

import type { BuildOptions, Plugin } from 'esbuild'

import { removeOldBundles, storeBundle } from '../adapters/dev-cache.ts'
import { NestedLinks } from '../adapters/esbuild-nested.ts'
import { printBundleModule } from '../bundle-module.ts'
import { toPathToken } from '../placeholder.ts'
import { BuildProblems, duplicateProblem } from '../problem.ts'
import { assembleBundle } from '../worker-bundle.ts'
import { jsxOf, TARGET } from './esbuild-options.ts'
import { configOf, isInPackages, type Project } from './project.ts'
import { hashFile, type LinkedFile } from './store.ts'

const MODULE_NAME = 'program.mjs'

export async function link(file: string, project: Project): Promise<LinkedFile> {
  const { root, cache, options } = project
  const settings: BuildOptions = {
    absWorkingDir: root,
    platform: 'node',
    target: TARGET,
    // None but Node's own.
    conditions: [],
    ...jsxOf(configOf(file).compilerOptions),
    plugins: [externalPackages(root)],
  }
  const links = new NestedLinks(settings, root, options)
  await links.compiler.compile(file)
  const inputs = await links.link(file).catch((error: unknown) => {
    throw error instanceof BuildProblems
      ? new BuildProblems(error.problems, links.filesOf(file))
      : error
  })
  const duplicates = links.registry.findDuplicates(() => true)
  if (duplicates.length > 0) throw new BuildProblems(duplicates.map(duplicateProblem))

  // Any directory at this depth has the same paths in it.
  const bundle = await assembleBundle(await links.linked(), root, path.join(cache, 'x'))
  const place = `path: ${JSON.stringify(`./${bundle.entry}?build=${bundle.buildId}`)}, base: import.meta.url`
  const code = printBundleModule(place, options, root, links.registry.taskLabelsOf(file))
  const files = new Map([...bundle.files, [MODULE_NAME, code]])
  const directory = await storeBundle({ ...bundle, files }, cache)
  await removeOldBundles(cache)
  return {
    module: path.join(directory, MODULE_NAME),
    inputs: inputs.map((input) => [input, hashFile(input) ?? '']),
  }
}

/**
 * A package is loaded by Node, as the program loads it, from the place where the importer finds it: the cache
 * may lie where it cannot be found.
 */
function externalPackages(root: string): Plugin {
  const asked = Symbol('asked')
  return {
    name: 'verdigris:external-packages',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async ({ path: specifier, pluginData, ...from }) => {
        if (pluginData === asked || from.kind === 'entry-point') return undefined
        const { kind, importer, namespace, resolveDir } = from
        const found = await build.resolve(specifier, {
          kind,
          importer,
          namespace,
          resolveDir,
          pluginData: asked,
        })
        if (found.errors.length > 0 || found.external || !isNodesToLoad(found.path))
          return undefined
        return { path: toPathToken(found.path, root), external: true }
      })
    },
  }
}

function isNodesToLoad(file: string): boolean {
  return isInPackages(file) && /\.([cm]?js|node)$/.test(file)
}
