// The plugin for webpack and Rspack. A loader compiles the files of the program. When they are all there, the host
// reads the worker modules of those that have calls, which are then linked.

import path from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Compilation, Compiler, Module, NormalModule } from 'webpack'

import type { VerdigrisPluginOptions } from '../options.ts'
import { BuildProblems, labelProblems, refuseSite, type Problem } from '../problem.ts'
import { assembleBundle, BUNDLE_DIRECTORY, type WorkerBundle } from '../worker-bundle.ts'
import { BuildState, type FileLink } from './build-state.ts'
import { PLUGIN_NAME } from './esbuild-nested.ts'
import { definesOf } from './webpack-define.ts'
import { factsOf, idOf, isOwnFile } from './webpack-facts.ts'
import type { LoaderOptions } from './webpack-loader.ts'
import { isTakenOut, toWebpackPipeline } from './webpack-pipeline.ts'
import { providedBy } from './webpack-provide.ts'
import { toFileError, toWebpackError } from './webpack-report.ts'
import { addRuntime } from './webpack-runtime.ts'
import { excludeWorkerModules, includeWorkerModules } from './webpack-workers.ts'

const NO_FILE = /(?!)/
const SCRIPT = /\.[cm]?[jt]sx?$/
const LOADER = fileURLToPath(new URL('./webpack-loader.js', import.meta.url))

/** Sets the plugin up in a build of the user's. */
export function setupWebpack(compiler: Compiler, options: VerdigrisPluginOptions): void {
  const { context: root } = compiler
  const loaderOptions: LoaderOptions = { root, types: options.types, preload: options.preload }
  compiler.options.module.rules.push({
    test: SCRIPT,
    enforce: 'pre',
    // In the request, of which the host's caches know whether it is the same.
    use: [`${LOADER}?${JSON.stringify(loaderOptions)}`],
  })

  // Loaders make maps only if they are asked to, and the maps of worker modules are needed in any case. No file
  // of the program is meant.
  if (!compiler.options.devtool || compiler.options.devtool === 'eval') {
    new compiler.webpack.SourceMapDevToolPlugin({ test: NO_FILE }).apply(compiler)
  }

  const state = new BuildState(options)
  // Not for child compilers of other plugins, which have the other hooks.
  let current: Compilation | undefined
  compiler.hooks.finishMake.tapPromise(PLUGIN_NAME, async (compilation) => {
    if (compilation === current) await includeWorkerModules(compiler, compilation)
  })
  compiler.hooks.thisCompilation.tap(PLUGIN_NAME, (compilation) => {
    current = compilation
    let links: readonly FileLink[] = []
    let program: ProgramBuild | undefined
    let bundle: WorkerBundle | undefined
    compilation.hooks.finishModules.tapPromise(PLUGIN_NAME, async (modules) => {
      program = new ProgramBuild(state, compiler, compilation, modules)
      links = await program.link()
      excludeWorkerModules(compilation)
      // Its name is the same for any directory.
      if (links.length > 0) bundle = await assembleBundle(links, root, root)
    })
    addRuntime(compiler, compilation, () => bundle)
    // Rspack reports what it could not resolve no earlier.
    compilation.hooks.afterSeal.tap(PLUGIN_NAME, () => program?.takeOverUnresolved())
    // Behind those that rewrite scripts: ours are done.
    const stage = compiler.webpack.Compilation.PROCESS_ASSETS_STAGE_REPORT
    compilation.hooks.processAssets.tapPromise({ name: PLUGIN_NAME, stage }, async () => {
      if (links.length > 0) await emitBundle(compiler, compilation, links)
    })
  })
}

/** One run of the host, from its modules to the linked labels. */
class ProgramBuild {
  readonly #compiler: Compiler
  readonly #compilation: Compilation
  readonly #idToModule: ReadonlyMap<string, Module>
  readonly #state: BuildState
  #hasFailed = false
  readonly #problems: Problem[] = []

  constructor(
    state: BuildState,
    compiler: Compiler,
    compilation: Compilation,
    modules: Iterable<Module>,
  ) {
    this.#state = state
    state.start()
    // All files are known: there is nothing to wait for.
    state.startLinks(0)
    this.#compiler = compiler
    this.#compilation = compilation
    this.#idToModule = new Map([...modules].map((module) => [idOf(module), module]))
  }

  /** Links all labels, or reports why it cannot. */
  async link(): Promise<readonly FileLink[]> {
    for (const [id, module] of this.#idToModule) this.#note(id, module)
    this.#refuseTarget()
    this.#refuseExternals()
    const { registry } = this.#state
    this.#fail(labelProblems(registry, () => true))
    if (this.#hasFailed || registry.ids().length === 0) return []
    const pipeline = toWebpackPipeline(
      this.#compilation,
      this.#idToModule,
      providedBy(this.#compiler),
      this.#compiler.context,
    )
    const options = await definesOf(this.#compiler, this.#compilation)
    try {
      await Promise.all(registry.ids().map((id) => this.#state.link(id, pipeline, options)))
      const links = await this.#state.linked(() => true)
      // Rspack's command line shows nothing of what is logged.
      for (const note of this.#state.notes.take()) {
        this.#compilation.warnings.push(toFileError(this.#compiler, note, undefined))
      }
      return links
    } catch (error) {
      if (!(error instanceof BuildProblems)) throw error
      this.#fail(error.problems)
      return []
    }
  }

  /** What the loader has found in a file, in this run or in the one that filled the cache. */
  #note(id: string, module: Module): void {
    // The host says why a module cannot be built.
    if ((module as Partial<NormalModule>).error) this.#hasFailed = true
    const facts = isOwnFile(id) ? factsOf(module) : undefined
    if (!facts) return
    this.#state.registry.set(id, facts)
    this.#fail(facts.errors)
    for (const problem of facts.warnings) {
      this.#compilation.warnings.push(toWebpackError(this.#compiler, problem, module))
    }
  }

  /** An import of a worker module that leads nowhere: the host has said so, and we where it is and what to do. */
  takeOverUnresolved(): void {
    const told = new Set(
      this.#problems.flatMap(({ file = '', unresolved }) =>
        unresolved === undefined ? [] : `Can't resolve '${unresolved}' in '${path.dirname(file)}'`,
      ),
    )
    if (told.size === 0) return
    this.#compilation.errors = this.#compilation.errors.filter(
      ({ message }) => !told.has(/Can't resolve '.*' in '.*'/.exec(message)?.[0] ?? ''),
    )
  }

  #refuseTarget(): void {
    const { platform, options } = this.#compiler
    if (platform.node !== false) return
    const target = JSON.stringify(options.target)
    const reason = `A browser cannot start processes, and this build is for \`target: ${target}\`. Set \`target: 'node'\`.`
    const { registry } = this.#state
    const calls = registry.callers().flatMap((id) => registry.callsOf(id))
    this.#fail(calls.map((call) => refuseSite(call, reason)))
  }

  #refuseExternals(): void {
    if (![...this.#idToModule.values()].some(isTakenOut)) return
    const reason =
      'The option `externals` also matches what the plugin adds to the build for this call, which must be part of it. ' +
      'Have it match packages from their beginning: externals: [/^verdigris/]'
    const { registry } = this.#state
    const calls = registry.callers().flatMap((id) => registry.callsOf(id))
    this.#fail(calls.map((call) => refuseSite(call, reason, 'external-takes-module')))
  }

  #fail(problems: readonly Problem[]): void {
    for (const problem of problems) {
      this.#hasFailed = true
      this.#problems.push(problem)
      const module = problem.file === undefined ? undefined : this.#idToModule.get(problem.file)
      this.#compilation.errors.push(toWebpackError(this.#compiler, problem, module))
    }
  }
}

async function emitBundle(
  compiler: Compiler,
  compilation: Compilation,
  links: readonly FileLink[],
): Promise<void> {
  const { RawSource } = compiler.webpack.sources
  const outputPath = compilation.getPath(compiler.outputPath, {})
  const { files } = await assembleBundle(
    links,
    compiler.context,
    `${outputPath}/${BUNDLE_DIRECTORY}`,
  )
  for (const [name, data] of files) {
    const source = new RawSource(typeof data === 'string' ? data : Buffer.from(data))
    // Minifiers look at late assets as well, and would spoil the maps.
    compilation.emitAsset(`${BUNDLE_DIRECTORY}/${name}`, source, { minimized: true })
  }
}
