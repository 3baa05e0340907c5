// The nested builds that link worker modules for an esbuild host: the options and plugins of the program's
// build, with worker modules as entries.

import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import path from 'node:path'

import type { BuildOptions, OnLoadResult, Plugin, PluginBuild } from 'esbuild'

import { isLibraryFile } from '../child-runtime.ts'
import { packageNameOf } from '../native-package.ts'
import { toSpecifier } from '../options.ts'
import type { VerdigrisPluginOptions } from '../options.ts'
import { toPathToken } from '../placeholder.ts'
import { findFile, isNative, placementOf, toExternal } from '../placement.ts'
import { Registry } from '../registry.ts'
import { addLocation } from '../source-location.ts'
import type { Site } from '../transform.ts'
import { hashText, toFile } from '../virtual.ts'
import { linkLabels, type LinkResult } from '../worker-bundle.ts'
import { LinkQueue } from './link-queue.ts'
import {
  compileFile,
  isScriptFile,
  isScriptLoader,
  SCRIPT_FILTER,
  withMap,
} from './esbuild-compile.ts'

/** Name of the plugin in the user's list. */
export const PLUGIN_NAME = 'verdigris'

const NESTED_MARK = 'verdigris:nested'

/** Whether a plugin is being set up in a build of ours. */
export function isNestedBuild(options: BuildOptions): boolean {
  return options.plugins?.some(({ name }) => name === NESTED_MARK) ?? false
}

interface NestedLink extends LinkResult {
  compiled: ReadonlySet<string>
  /** Packages that stay imports for their native code, against the host's will. */
  native: ReadonlySet<string>
}

// esbuild finds the files of a program in quick succession.
const QUIET_MS = 5

/** The links of one build of the user's. */
export class NestedLinks {
  readonly registry: Registry = new Registry()
  #options: BuildOptions
  #root: string
  #pluginOptions: VerdigrisPluginOptions
  #queue = new LinkQueue<NestedLink>(QUIET_MS)
  /** Kept from build to build: what to watch when a link fails. */
  #fileToInputs = new Map<string, string[]>()

  constructor(options: BuildOptions, root: string, pluginOptions: VerdigrisPluginOptions) {
    // Copied before the build's own changes, and other plugins' later ones, which they will make again.
    this.#options = { ...options }
    this.#root = root
    this.#pluginOptions = pluginOptions
  }

  /** A new build: esbuild will read every file of it again. */
  start(): void {
    this.#queue = new LinkQueue(QUIET_MS)
    this.registry.clear()
  }

  /** esbuild has found another file. */
  touch(): void {
    this.#queue.touch()
  }

  /** Links the labels of `file` and of all compiled files that they lead to. Returns what was read. */
  async link(file: string): Promise<string[]> {
    const queue = this.#queue
    const seen = new Set([file])
    const files = new Set<string>()
    for (const next of seen) {
      const { inputs, compiled } = await queue.ask(next, (asked) => this.#linkFiles(asked))
      for (const reached of compiled) seen.add(reached)
      for (const input of inputs)
        if (isFileInput(input)) files.add(path.resolve(this.#root, toFile(input)))
    }
    this.#fileToInputs.set(file, [...files])
    return [...files]
  }

  /** What was read when `file` was linked last. */
  filesOf(file: string): string[] {
    return this.#fileToInputs.get(file) ?? []
  }

  /** Everything that was linked in this build. */
  linked(): Promise<NestedLink[]> {
    return Promise.all(this.#queue.parts().map(([, link]) => link))
  }

  async #linkFiles(files: readonly string[]): Promise<Map<string, NestedLink>> {
    const compiled = new Set<string>()
    const native = new Set<string>()
    const read = new Set(files)
    const nameToSite = new Map(
      files.flatMap((file) =>
        this.registry.get(file).map((site) => [file + toSuffix(site), { file, site }] as const),
      ),
    )
    const result = await linkLabels({
      root: this.#root,
      entries: [...nameToSite].map(([name, { site }]) => ({ site, module: ENTRY + name })),
      plugins: [
        this.#entryPlugin(nameToSite),
        this.#placementPlugin(native),
        ...this.#userPlugins(),
        this.#filePlugin(compiled, read),
      ],
      options: inherit(this.#options),
      findOrigin: (name, namespace) => {
        if (namespace !== '' && namespace !== 'file') return undefined
        const site = nameToSite.get(path.resolve(this.#root, name))?.site
        const map = site && JSON.stringify(site.workerModule.map)
        return { file: path.resolve(this.#root, toFile(name)), map }
      },
      findProgramCall: (name, namespace) =>
        namespace === 'file' && !name.includes(ENTRY_SUFFIX)
          ? this.registry.programCallOf(path.resolve(this.#root, toFile(name)))
          : undefined,
    }).catch((error: unknown) => {
      for (const file of files) {
        this.#fileToInputs.set(file, [...new Set([...read, ...this.filesOf(file)])])
      }
      throw error
    })
    const siteToFile = new Map([...nameToSite.values()].map(({ file, site }) => [site.label, file]))
    return new Map(
      files.map((file) => {
        const labels = result.labels.filter(({ label }) => siteToFile.get(label) === file)
        return [file, { ...result, labels, compiled, native }]
      }),
    )
  }

  /** Worker modules: slices of files, in the same place, so that their imports and tsconfig apply. */
  #entryPlugin(nameToSite: ReadonlyMap<string, { file: string; site: Site }>): Plugin {
    const { types } = this.#pluginOptions
    const root = this.#root
    return {
      name: NESTED_MARK,
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^verdigris-entry:/ }, ({ path: entry }) => {
          const name = entry.slice(ENTRY.length)
          const file = nameToSite.get(name)?.file ?? name
          return { path: file, suffix: name.slice(file.length) }
        })
        // Addons stay where they are; esbuild could only copy them away from what they load themselves.
        onResolve({ filter: /^\.{0,2}\/.*\.node$/ }, ({ path: name, resolveDir }) => ({
          path: toPathToken(path.resolve(resolveDir, name), root),
          external: true,
        }))
        onLoad({ filter: SCRIPT_FILTER, namespace: 'file' }, ({ path: file, suffix }) => {
          const site = nameToSite.get(file + suffix)?.site
          if (!site) return undefined
          const { code, map, lang } = site.workerModule
          const from = types && JSON.stringify(toSpecifier(types, root))
          const end = from ? `\nexport * as types from ${from}\n` : ''
          const contents = withMap(addLocation(code + end, file), map, file)
          return { contents, loader: lang, resolveDir: path.dirname(file) }
        })
      },
    }
  }

  /** Packages that stay imports, or do not, whatever esbuild would do with them. */
  #placementPlugin(native: Set<string>): Plugin {
    const root = this.#root
    const options = this.#options
    const pluginOptions = this.#pluginOptions
    return {
      name: 'verdigris:placement',
      setup({ onResolve, resolve }) {
        const beingAsked = new Set<string>()
        onResolve({ filter: /^[\w@]/ }, async ({ path: specifier, kind, ...rest }) => {
          const { importer, namespace, resolveDir, with: attributes } = rest
          const pluginData: unknown = rest.pluginData
          const isAsked = pluginData instanceof Asked
          if (isAsked || kind === 'entry-point' || isOurs(specifier)) return undefined
          const asked = `${kind} ${specifier} ${importer}`
          // Another plugin that asks in turn marks the question as its own, and would be asked for ever.
          if (pluginData !== undefined && beingAsked.has(asked)) return undefined
          beingAsked.add(asked)
          const given = { importer, namespace, resolveDir, kind, with: attributes }
          const found = await resolve(specifier, { ...given, pluginData: new Asked(pluginData) })
          beingAsked.delete(asked)
          if (found.errors.length > 0) return undefined
          const placement = placementOf(specifier, pluginOptions)
          if (found.external) {
            if (placement !== 'bundle') return found
            const file = await findFile(specifier, resolveDir, kind, options)
            return file === undefined || isNative(specifier, file) ? found : { path: file }
          }
          const file = found.namespace === 'file' ? found.path : undefined
          const isNativeHere = file !== undefined && isNative(specifier, file)
          if (isNativeHere) native.add(packageNameOf(specifier) ?? specifier)
          if (!isNativeHere && placement !== 'external') return found
          return { path: toExternal(specifier, file, root), external: true }
        })
      },
    }
  }

  /** The user's plugins, without the ends that are meant for the program's output. */
  #userPlugins(): Plugin[] {
    const plugins = (this.#options.plugins ?? []).filter(({ name }) => name !== PLUGIN_NAME)
    return plugins.map(({ name, setup }) => ({
      name,
      setup: (build) => setup({ ...build, onEnd: () => {}, onLoad: locateLoaded(build) }),
    }))
  }

  /** Files that no plugin of the user's loads. */
  #filePlugin(compiled: Set<string>, read: Set<string>): Plugin {
    const root = this.#root
    const registry = this.registry
    const pluginOptions = this.#pluginOptions
    return {
      name: 'verdigris:nested-files',
      setup({ onLoad, initialOptions }) {
        onLoad({ filter: SCRIPT_FILTER, namespace: 'file' }, async ({ path: file, suffix }) => {
          read.add(file)
          if (isLibraryFile(file) || !isScriptFile(file, initialOptions)) return undefined
          const result = await compileFile(
            file,
            suffix,
            root,
            registry,
            initialOptions,
            pluginOptions,
          )
          if (registry.get(file).length > 0) compiled.add(file)
          const code = result?.contents ?? (await readFile(file, 'utf8'))
          const contents = addLocation(code, file)
          if (!result && contents === code) return undefined
          return { loader: 'default', resolveDir: path.dirname(file), ...result, contents }
        })
      },
    }
  }
}

/** Marks a question that is our own, and keeps what came with the user's. */
class Asked {
  readonly pluginData: unknown

  constructor(pluginData: unknown) {
    this.pluginData = pluginData
  }
}

function isOurs(specifier: string): boolean {
  return /^(verdigris(-|\/|$)|virtual:verdigris)/.test(specifier) || isBuiltin(specifier)
}

const ENTRY = 'verdigris-entry:'
const ENTRY_SUFFIX = '?verdigris-worker='

function toSuffix({ label }: Site): string {
  return `${ENTRY_SUFFIX}${hashText(label).slice(0, 8)}`
}

function isFileInput(name: string): boolean {
  return !/^[\w-]{2,}:/.test(name)
}

/** `onLoad` for a user's plugin: what it loads knows its own place as well. */
function locateLoaded(build: PluginBuild): PluginBuild['onLoad'] {
  return (options, callback) =>
    build.onLoad(options, async (args) => {
      const result = await callback(args)
      if (args.namespace !== 'file' || !isScriptResult(result, args.path)) return result
      const { contents } = result
      if (contents === undefined) return result
      const code = typeof contents === 'string' ? contents : Buffer.from(contents).toString()
      return { ...result, contents: addLocation(code, args.path) }
    })
}

function isScriptResult(
  result: OnLoadResult | null | undefined,
  file: string,
): result is OnLoadResult {
  if (!result) return false
  const { loader = 'js' } = result
  return isScriptLoader(loader) || (loader === 'default' && SCRIPT_FILTER.test(file))
}

/** The options that say how modules are found and read; not those about the program's output. */
function inherit(options: BuildOptions): BuildOptions {
  const inherited: BuildOptions = {}
  for (const name of INHERITED) {
    if (options[name] !== undefined) Object.assign(inherited, { [name]: options[name] })
  }
  return inherited
}

const INHERITED = [
  'alias',
  'charset',
  'conditions',
  'define',
  'drop',
  'dropLabels',
  'external',
  'ignoreAnnotations',
  'inject',
  'jsx',
  'jsxDev',
  'jsxFactory',
  'jsxFragment',
  'jsxImportSource',
  'jsxSideEffects',
  'keepNames',
  'loader',
  'logOverride',
  'mainFields',
  'nodePaths',
  'packages',
  'preserveSymlinks',
  'pure',
  'resolveExtensions',
  'supported',
  'target',
  'treeShaking',
  'tsconfig',
  'tsconfigRaw',
] as const satisfies readonly (keyof BuildOptions)[]
