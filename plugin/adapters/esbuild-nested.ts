// The nested builds that link worker modules for an esbuild host: the options and plugins of the program's
// build, with worker modules as entries.

import { isBuiltin } from 'node:module'
import path from 'node:path'

import { build, type BuildOptions, type OnLoadResult, type Plugin, type PluginBuild } from 'esbuild'

import { packageNameOf } from '../native-package.ts'
import { toSpecifier } from '../options.ts'
import type { VerdigrisPluginOptions } from '../options.ts'
import { toPathToken } from '../placeholder.ts'
import { findFile, isNative, placementOf, toExternal } from '../placement.ts'
import type { Registry } from '../registry.ts'
import { addLocation } from '../source-location.ts'
import type { Site } from '../transform.ts'
import { hashText, toFile } from '../virtual.ts'
import { linkLabels, type LinkResult, type RunBuild } from '../worker-bundle.ts'
import { LinkQueue } from './link-queue.ts'
import { NativeNotes } from './native-notes.ts'
import { FileCompiler, isScriptFile, isScriptLoader, SCRIPT_FILTER } from './esbuild-compile.ts'
import { withMap } from './module-map.ts'

/** Name of the plugin in the user's list. */
export const PLUGIN_NAME = 'verdigris'

const NESTED_MARK = 'verdigris:nested'

/** Whether a plugin is being set up in a build of ours. */
export function isNestedBuild(options: BuildOptions): boolean {
  return options.plugins?.some(({ name }) => name === NESTED_MARK) ?? false
}

interface NestedLink extends LinkResult {
  compiled: ReadonlySet<string>
}

/** What one nested link is asked for, and what it has seen. */
interface Run {
  entries: readonly Entry[]
  compiled: Set<string>
  /** Packages that stay imports for their native code, against the host's will. */
  native: Set<string>
  read: Set<string>
}

interface Entry {
  file: string
  /** Tells its worker module from others of the file. */
  suffix: string
  site: Site
}

// esbuild finds the files of a program in quick succession.
const QUIET_MS = 5

/** The links of one build of the user's. */
export class NestedLinks {
  readonly compiler: FileCompiler
  /** What there is to say about native packages. */
  readonly notes: NativeNotes = new NativeNotes()
  readonly #options: BuildOptions
  readonly #root: string
  readonly #pluginOptions: VerdigrisPluginOptions
  readonly #runBuild: RunBuild
  readonly #plugins: Plugin[]
  #queue = new LinkQueue<NestedLink>(QUIET_MS)
  // One at a time, since nested builds that are kept have the same plugins.
  #run: Run = startRun([])
  #lastRun: Promise<unknown> = Promise.resolve()
  /** Kept from build to build: what to watch when a link fails. */
  #fileToInputs = new Map<string, string[]>()

  constructor(
    options: BuildOptions,
    root: string,
    pluginOptions: VerdigrisPluginOptions,
    runBuild: RunBuild = build,
  ) {
    this.compiler = new FileCompiler(root, options, pluginOptions)
    // Copied before the build's own changes, and other plugins' later ones, which they will make again.
    this.#options = { ...options }
    this.#root = root
    this.#pluginOptions = pluginOptions
    this.#runBuild = runBuild
    this.#plugins = [
      this.#entryPlugin(),
      this.#placementPlugin(),
      ...this.#userPlugins(),
      this.#filePlugin(),
    ]
  }

  get registry(): Registry {
    return this.compiler.registry
  }

  /** A new build: esbuild will read every file of it again. */
  start(): void {
    this.#queue = new LinkQueue(QUIET_MS)
    this.notes.start()
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
      const { inputs, compiled } = await queue.ask(next, (asked) => this.#linkInTurn(asked))
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

  /** A build that was given up may still be linking when the next one starts. */
  #linkInTurn(files: readonly string[]): Promise<Map<string, NestedLink>> {
    const link = this.#lastRun.then(() => this.#linkFiles(files))
    this.#lastRun = link.catch(() => {})
    return link
  }

  async #linkFiles(files: readonly string[]): Promise<Map<string, NestedLink>> {
    const entries = files.flatMap((file) =>
      this.registry.get(file).map((site) => ({ file, suffix: toSuffix(site), site })),
    )
    this.#run = startRun(entries)
    const { compiled, native, read } = this.#run
    for (const file of files) read.add(file)
    const result = await linkLabels({
      root: this.#root,
      // By their place: a label that has another name now is no other build.
      entries: entries.map(({ site }, at) => ({ site, module: `${ENTRY}${at}` })),
      plugins: this.#plugins,
      options: inherit(this.#options),
      runBuild: this.#runBuild,
      findOrigin: (name, namespace) => {
        if (namespace !== '' && namespace !== 'file') return undefined
        const site = this.#findEntry(path.resolve(this.#root, name))?.site
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
    this.notes.add(native)
    const labelToFile = new Map(entries.map(({ file, site }) => [site.label, file]))
    return new Map(
      files.map((file) => {
        const labels = result.labels.filter(({ label }) => labelToFile.get(label) === file)
        return [file, { ...result, labels, compiled }]
      }),
    )
  }

  #findEntry(name: string): Entry | undefined {
    return this.#run.entries.find(({ file, suffix }) => file + suffix === name)
  }

  /** Worker modules: slices of files, in the same place, so that their imports and tsconfig apply. */
  #entryPlugin(): Plugin {
    const { types } = this.#pluginOptions
    const root = this.#root
    const findEntry = (name: string): Entry | undefined => this.#findEntry(name)
    const entryAt = (index: number): Entry | undefined => this.#run.entries[index]
    return {
      name: NESTED_MARK,
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^verdigris-entry:/ }, ({ path: entry }) => {
          const found = entryAt(Number(entry.slice(ENTRY.length)))
          return found && { path: found.file, suffix: found.suffix }
        })
        // Addons stay where they are; esbuild could only copy them away from what they load themselves.
        onResolve({ filter: /^\.{0,2}\/.*\.node$/ }, ({ path: name, resolveDir }) => ({
          path: toPathToken(path.resolve(resolveDir, name), root),
          external: true,
        }))
        onLoad({ filter: SCRIPT_FILTER, namespace: 'file' }, ({ path: file, suffix }) => {
          const site = findEntry(file + suffix)?.site
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
  #placementPlugin(): Plugin {
    const noteNative = (name: string): unknown => this.#run.native.add(name)
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
          if (placement !== 'external') {
            if (!isNativeHere) return found
            noteNative(packageNameOf(specifier) ?? specifier)
          }
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
  #filePlugin(): Plugin {
    const { compiler } = this
    const runOf = (): Run => this.#run
    return {
      name: 'verdigris:nested-files',
      setup({ onLoad, initialOptions }) {
        onLoad({ filter: SCRIPT_FILTER, namespace: 'file' }, async ({ path: file, suffix }) => {
          const { read, compiled } = runOf()
          read.add(file)
          if (!isScriptFile(file, initialOptions)) return undefined
          const result = await compiler.compileForWorker(file, suffix)
          if (compiler.registry.get(file).length > 0) compiled.add(file)
          return result
        })
      },
    }
  }
}

function startRun(entries: readonly Entry[]): Run {
  return { entries, compiled: new Set(), native: new Set(), read: new Set() }
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
