// Lets esbuild link what a host produced: every import is resolved, and every module read, by the host's own
// pipeline, so aliases, virtual modules and other plugins' loaders mean in the worker what they mean in the
// program.

import { existsSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'

import type { ImportKind, Loader, OnResolveResult, Plugin } from 'esbuild'

import { isRuntimeFile } from '../child-runtime.ts'
import { isModuleFile } from '../module-format.ts'
import { packageNameOf } from '../native-package.ts'
import type { VerdigrisPluginOptions } from '../options.ts'
import { addFileTokens, toPathToken } from '../placeholder.ts'
import { findFile, isNative, placementOf, toExternal } from '../placement.ts'
import type { Origin } from '../problem.ts'
import { addLocation, hasModuleSyntax } from '../source-location.ts'
import { BUNDLE_SPECIFIER, fromBundleId, fromWorkerId, toFile, toPosix } from '../virtual.ts'
import { inlineMap, toAbsoluteMap } from './module-map.ts'

/** What a host can do for the linker. */
export interface Pipeline {
  root: string
  resolve: (specifier: string, importer: string, kind: ImportKind) => Promise<Resolved | undefined>
  load: (id: string) => Promise<Loaded>
  /** What to do about imports without the extension of the file that they mean. */
  extensionHint?: (extension: string) => string
}

export interface Resolved {
  id: string
  isExternal: boolean
  hasSideEffects?: boolean
}

export interface Loaded {
  code: string
  loader: Loader
  /** From `code` to the sources; none where `code` is the file's own text. */
  map: string | undefined
}

/** A module that was read, and what the host said about its imports. */
export interface LinkedModule extends Loaded {
  id: string
  imports: LinkedImport[]
}

interface LinkedImport {
  specifier: string
  kind: ImportKind
  resolved: Resolved | undefined
  /** The module that it is here, if it is one that the host leaves alone. */
  bundled?: string
}

/** An esbuild plugin, and what it has seen. */
export interface PipelineLink {
  plugin: Plugin
  /** Packages that stay imports for their native code, against the host's will. */
  native: ReadonlySet<string>
  /** Host ids of everything that was read. */
  ids: ReadonlyMap<string, unknown>
  /** The module `id` and all that it leads to. */
  modulesOf: (id: string) => Promise<LinkedModule[]>
  findOrigin: (name: string, namespace: string) => Origin | undefined
  /** The host id of what esbuild knows by this name. */
  findId: (name: string, namespace: string) => string | undefined
}

const NAMESPACE = 'verdigris'
const ENTRY = 'verdigris-entry:'

/** The name by which esbuild is asked for the module `id`. */
export function toEntryName(id: string): string {
  return ENTRY + encodeURIComponent(id)
}

/** Bridges esbuild to the pipeline of a host. */
export function linkThrough(
  pipeline: Pipeline,
  options: VerdigrisPluginOptions = {},
): PipelineLink {
  const { root } = pipeline
  const native = new Set<string>()
  const idToModule = new Map<string, Promise<Module>>()
  const nameToModule = new Map<string, Module>()

  async function readModule(id: string): Promise<Module> {
    const loaded = await pipeline.load(id)
    const module = { ...loaded, id, imports: [], name: nameModule(id, loaded.code, root) }
    while (nameToModule.has(module.name)) module.name = module.name.replace(/(\?\.mjs)?$/, '_$1')
    nameToModule.set(module.name, module)
    return module
  }

  async function toResult(resolved: Resolved): Promise<OnResolveResult> {
    const { id, hasSideEffects } = resolved
    let module = idToModule.get(id)
    if (!module) idToModule.set(id, (module = readModule(id)))
    const { name } = await module
    return {
      path: name,
      namespace: NAMESPACE,
      ...(hasSideEffects === undefined ? {} : { sideEffects: hasSideEffects }),
    }
  }

  async function resolve(
    specifier: string,
    importer: Module,
    kind: ImportKind,
  ): Promise<OnResolveResult> {
    const resolved = await pipeline.resolve(specifier, importer.id, kind)
    const seen: LinkedImport = { specifier, kind, resolved }
    importer.imports.push(seen)
    if (!resolved) return refuse(specifier, importer, kind, pipeline)
    if (fromBundleId(resolved.id, root) !== undefined) {
      return { path: 'none', namespace: 'verdigris-no-bundle', sideEffects: false }
    }
    if (isRuntimeFile(resolved.id)) return { path: 'runtime', namespace: 'verdigris-runtime' }
    const placement = placementOf(specifier, options)
    if (placement === 'bundle' && resolved.isExternal && !isBuiltin(specifier)) {
      const directory = path.dirname(toFile(fromWorkerId(importer.id) ?? importer.id))
      const file = await findFile(specifier, directory, kind, {})
      if (file !== undefined && !isNative(specifier, file)) {
        seen.bundled = file
        return toResult({ id: file, isExternal: false })
      }
    }
    if (!resolved.isExternal && !resolved.id.endsWith('.node')) {
      const file = toFile(resolved.id)
      const isNativeHere = isNative(specifier, file)
      if (placement !== 'external') {
        if (!isNativeHere) return toResult(resolved)
        native.add(packageNameOf(specifier) ?? specifier)
      }
      const isPackage = packageNameOf(specifier) !== undefined
      return {
        path: isPackage ? toExternal(specifier, file, root) : toPathToken(file, root),
        external: true,
      }
    }

    const external = path.isAbsolute(resolved.id) ? toPathToken(resolved.id, root) : resolved.id
    return { path: external, external: true }
  }

  const plugin: Plugin = {
    name: 'verdigris:pipeline',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^verdigris-entry:/ }, ({ path: name }) =>
        toResult({ id: decodeURIComponent(name.slice(ENTRY.length)), isExternal: false }),
      )
      onResolve({ filter: /.*/, namespace: NAMESPACE }, ({ path: specifier, importer, kind }) => {
        const from = nameToModule.get(importer)
        return from && resolve(specifier, from, kind)
      })
      onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path: name }) => {
        const module = nameToModule.get(name)
        return module && { contents: toContents(module), loader: module.loader, resolveDir: root }
      })
    },
  }
  function findModule(name: string, namespace: string): Module | undefined {
    return namespace === NAMESPACE ? nameToModule.get(name) : undefined
  }

  async function modulesOf(id: string): Promise<LinkedModule[]> {
    const modules: LinkedModule[] = []
    const queue = new Set([id])
    for (const next of queue) {
      const module = await idToModule.get(next)
      if (!module) continue
      modules.push(module)
      for (const { resolved, bundled } of module.imports) queue.add(bundled ?? resolved?.id ?? '')
    }
    return modules
  }

  return {
    plugin,
    native,
    ids: idToModule,
    modulesOf,
    findOrigin: (name, namespace) => {
      const module = findModule(name, namespace)
      return module && { file: toFile(fromWorkerId(module.id) ?? module.id), map: module.map }
    },
    findId: (name, namespace) => findModule(name, namespace)?.id,
  }
}

/** Whether a module is a compiled file: its labels belong to the bundle as well. */
export function isCompiled({ id, code }: LinkedModule): boolean {
  return fromWorkerId(id) === undefined && code.includes(BUNDLE_SPECIFIER)
}

/** The files on disk among host ids, each once. */
export function toFiles(ids: readonly string[]): Set<string> {
  return new Set(
    ids.map((id) => toFile(fromWorkerId(id) ?? id)).filter((id) => path.isAbsolute(id)),
  )
}

interface Module extends LinkedModule {
  name: string
}

/** What the module is called in the output's comments, and what esbuild judges its format by. */
function nameModule(id: string, code: string, root: string): string {
  const name = path.isAbsolute(id) ? toPosix(path.relative(root, id)) : id.replaceAll('\0', '')
  // In a file that Node takes for an ES module, a default import of CommonJS is `module.exports`. esbuild
  // goes by the end of the name, which it takes as proof that the file is no CommonJS.
  const file = toFile(fromWorkerId(id) ?? id)
  const isMarked = hasModuleSyntax(code) && isModuleFile(file) && !/\.m[jt]s$/.test(name)
  return isMarked ? `${name}?.mjs` : name
}

function toContents({ id, code, map, loader }: Module): string {
  if (loader !== 'js' && loader !== 'jsx' && loader !== 'ts' && loader !== 'tsx') return code
  const file = toFile(fromWorkerId(id) ?? id)
  const located = addLocation(addFileTokens(code), file)
  if (map === undefined) return located
  return inlineMap(located, toAbsoluteMap(JSON.parse(map) as object, file))
}

function refuse(
  specifier: string,
  importer: Module,
  kind: ImportKind,
  { root, extensionHint = addResolver }: Pipeline,
): OnResolveResult {
  // A dependency may try `require` on what is optional: that fails at run time, as it does without a bundler.
  if (kind === 'require-call' || kind === 'require-resolve') {
    if (importer.id.includes('/node_modules/')) return { path: specifier, external: true }
  }
  const importing = toFile(fromWorkerId(importer.id) ?? importer.id)
  const file = toPosix(path.relative(root, importing))
  const text = `Could not resolve "${specifier}", imported by ${file} and needed in a worker process`
  const extension =
    specifier.startsWith('.') && findExtension(path.resolve(importing, '..', specifier))
  const hint = extension
    ? `${toPosix(specifier)}${extension} is there: write the extension, or ${extensionHint(extension)}`
    : 'install it, correct the path, or name it in the `external` option of your bundler'
  return { errors: [{ text, notes: [{ text: hint }], detail: { unresolved: specifier } }] }
}

function addResolver(): string {
  return 'add a plugin that resolves imports without one'
}

function findExtension(name: string): string | undefined {
  return EXTENSIONS.find((extension) => existsSync(name + extension))
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']
