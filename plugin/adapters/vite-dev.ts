// Vite's dev server and Vitest: a file's labels are linked when its bundle module is asked for, from what the
// environment's plugins made of the modules, into a directory that is named by its content. Whoever still
// runs an older version of the file keeps the bundle of that version.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

import type { BuildOptions } from 'esbuild'
import type { TransformPluginContext } from 'rollup'
import type { DevEnvironment, ResolvedConfig } from 'vite'

import { BuildProblems, duplicateProblem } from '../problem.ts'
import type { Registry } from '../registry.ts'
import { transform } from '../transform.ts'
import { fromWorkerId, toBundleId, toFile } from '../virtual.ts'
import { assembleBundle } from '../worker-bundle.ts'
import type { BuildState } from './build-state.ts'
import { bundleCacheOf, storeBundle } from './dev-cache.ts'
import { toFiles, type Loaded, type Pipeline, type Resolved } from './pipeline.ts'

/** Links the labels of `file` as it is now. Returns what the runtime gets: a path, with the build id. */
export async function serveBundle(
  environment: DevEnvironment,
  config: ResolvedConfig,
  options: BuildOptions,
  context: TransformPluginContext,
  file: string,
  state: BuildState,
): Promise<string> {
  const { root, cacheDir } = config
  state.startLinks(0)
  const directory = bundleCacheOf(cacheDir)
  const links = await state
    .link(file, toDevPipeline(environment, root, directory), options)
    .catch((error: unknown) => {
      if (error instanceof BuildProblems) forgetOnChange(environment, file, root, error.inputs)
      throw error
    })
  // A change of any of them makes the bundle module, and so its importer, new.
  for (const each of toFiles(links.flatMap(({ ids }) => ids))) context.addWatchFile(each)
  await refuseDuplicates(environment, file, state.registry, root)

  // Any directory at this depth has the same paths in it.
  const bundle = await assembleBundle(links, root, path.join(directory, 'x'))
  const target = await storeBundle(bundle, directory)
  return `${path.join(target, bundle.entry)}?build=${bundle.buildId}`
}

function toDevPipeline(environment: DevEnvironment, root: string, directory: string): Pipeline {
  const { pluginContainer, moduleGraph } = environment
  return {
    root,
    async resolve(specifier, importer, kind): Promise<Resolved | undefined> {
      const file = toFile(fromWorkerId(importer) ?? importer)
      const isPackage = /^[\w@]/.test(specifier)
      // Vite has written imports anew, as urls of what it serves; a package's name that is left is external.
      if (isPackage && kind !== 'require-call') {
        const found = await pluginContainer.resolveId(specifier, file)
        return found ? { id: anchor(specifier, file, directory), isExternal: true } : undefined
      }
      if (specifier.startsWith('/@id/')) return { id: unwrap(specifier), isExternal: false }
      const found = await pluginContainer.resolveId(specifier, file)
      return found ? { id: found.id, isExternal: Boolean(found.external) } : undefined
    },
    async load(id): Promise<Loaded> {
      // Vite's import analysis wants the module to be in the graph.
      await moduleGraph.ensureEntryFromUrl(id)
      const loaded = await pluginContainer.load(id)
      const read = typeof loaded === 'string' ? { code: loaded } : loaded
      const code = read?.code ?? (await readFile(toFile(id), 'utf8'))
      const inMap = read && 'map' in read ? read.map : undefined
      const moduleType = MODULE_TYPES[/\.(\w+)$/.exec(toFile(id))?.[1] ?? '']
      const result = await pluginContainer.transform(code, id, {
        ...(inMap === undefined ? {} : { inMap }),
        ...(moduleType === undefined ? {} : { moduleType }),
      })
      return { code: result.code, loader: 'js', map: printMap(result.map) }
    },
  }
}

/** A package's name, or its file where Node would not find the same one from the bundle's directory. */
function anchor(specifier: string, importer: string, directory: string): string {
  const [wanted, found] = [importer, path.join(directory, 'x', 'x.js')].map((from) => {
    try {
      return createRequire(from).resolve(specifier)
    } catch {
      return undefined
    }
  })
  return wanted !== undefined && wanted !== found ? wanted : specifier
}

/** The module that a url stands for which Vite made of no file. */
function unwrap(url: string): string {
  return url.slice('/@id/'.length).replace('__x00__', '\0')
}

/** What Vite's plugins go by for files that are no JavaScript. */
const MODULE_TYPES: Readonly<Record<string, string>> = {
  jsx: 'jsx',
  ts: 'ts',
  mts: 'ts',
  cts: 'ts',
  tsx: 'tsx',
  json: 'json',
  txt: 'text',
  css: 'css',
}

function printMap(map: unknown): string | undefined {
  if (typeof map !== 'object' || map === null || !('mappings' in map) || !map.mappings)
    return undefined
  return JSON.stringify(map)
}

/** Only between files that still have the label: what a file once had is no reason to complain. */
async function refuseDuplicates(
  environment: DevEnvironment,
  file: string,
  registry: Registry,
  root: string,
): Promise<void> {
  const isLoaded = (id: string): boolean => environment.moduleGraph.getModuleById(id) !== undefined
  for (const { first, second } of registry.findDuplicates(isLoaded)) {
    for (const { file: each } of [first, second]) {
      const code = await readFile(each, 'utf8').catch(() => '')
      registry.set(each, transform(code, each, { root }))
    }
  }
  const duplicates = registry
    .findDuplicates(isLoaded)
    .filter(({ first, second }) => first.file === toFile(file) || second.file === toFile(file))
  if (duplicates.length === 0) return
  const files = duplicates.flatMap(({ first, second }) => [first.file, second.file])
  forgetOnChange(environment, file, root, files)
  throw new BuildProblems(duplicates.map(duplicateProblem))
}

/**
 * Vite notes what a module depends on when its transform has succeeded. One that failed would stay failed,
 * whatever is mended, so its dependencies are noted here.
 */
function forgetOnChange(
  { moduleGraph }: DevEnvironment,
  file: string,
  root: string,
  inputs: readonly string[],
): void {
  const module = moduleGraph.getModuleById(toBundleId(file, root))
  if (!module) return
  for (const input of toFiles(inputs)) {
    const entry = moduleGraph.createFileOnlyEntry(input)
    entry.importers.add(module)
  }
}
