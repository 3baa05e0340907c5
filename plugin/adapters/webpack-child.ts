// Has the host itself read what worker modules reach: a compilation beside the program's, with worker modules as
// entries and all of the user's rules, resolvers, plugins and externals. It ends when all modules are there.

import type { Compilation, Compiler, Module } from 'webpack'

import { PLUGIN_NAME } from './esbuild-nested.ts'
import { factsOf, idOf, isOwnFile } from './webpack-facts.ts'
import { toWorkerId } from '../virtual.ts'

/** What a child compilation has read, by host id. */
export interface ChildModules {
  compilation: Compilation
  idToModule: ReadonlyMap<string, Module>
}

/** Reads the worker modules of `program`, and of every compiled file that they lead to. */
export async function readWorkerModules(
  compiler: Compiler,
  parent: Compilation,
  program: Iterable<Module>,
): Promise<ChildModules> {
  const { EntryPlugin, SourceMapDevToolPlugin } = compiler.webpack
  const child = parent.createChildCompiler(PLUGIN_NAME, {}, [])
  const entries = new Set(workerIdsOf(program))
  for (const [at, id] of [...entries].entries()) {
    new EntryPlugin(compiler.context, id, { name: nameEntry(at) }).apply(child)
  }
  inheritPlugins(compiler, child)
  // Loaders make maps only if they are asked to.
  new SourceMapDevToolPlugin({}).apply(child)

  child.hooks.finishMake.tapPromise(PLUGIN_NAME, async (compilation) => {
    for (;;) {
      const fresh = workerIdsOf(compilation.modules).filter((id) => !entries.has(id))
      if (fresh.length === 0) return
      for (const id of fresh) entries.add(id)
      await Promise.all(fresh.map((id) => include(compiler, compilation, id)))
    }
  })
  child.hooks.thisCompilation.tap(PLUGIN_NAME, (compilation) => {
    // Nothing is to be put into chunks. Earlier, Rspack would forget the modules.
    compilation.hooks.finishModules.tap(PLUGIN_NAME, () => compilation.entries.clear())
  })
  const compilation = await run(child)
  parent.children.splice(parent.children.indexOf(compilation), 1)
  parent.fileDependencies.addAll(compilation.fileDependencies)
  parent.contextDependencies.addAll(compilation.contextDependencies)
  parent.missingDependencies.addAll(compilation.missingDependencies)
  const idToModule = new Map([...compilation.modules].map((module) => [idOf(module), module]))
  return { compilation, idToModule }
}

function workerIdsOf(modules: Iterable<Module>): string[] {
  return [...modules].flatMap((module) => {
    const id = idOf(module)
    if (!isOwnFile(id)) return []
    const sites = factsOf(module)?.sites ?? []
    return sites.map(({ label, workerModule }) => toWorkerId(id, label, workerModule.lang))
  })
}

function nameEntry(at: number): string {
  return `${PLUGIN_NAME}-${at}`
}

function include(compiler: Compiler, compilation: Compilation, id: string): Promise<void> {
  const dependency = compiler.webpack.EntryPlugin.createDependency(id, PLUGIN_NAME)
  return new Promise((resolve, reject) => {
    compilation.addInclude(compiler.context, dependency, { name: nameEntry(0) }, (error) => {
      // A module that cannot be built is among the compilation's errors.
      if (error && !compilation.errors.includes(error)) reject(error)
      else resolve()
    })
  })
}

/** Where Rspack keeps the plugins that are written in Rust. */
interface RspackCompiler {
  __internal__builtinPlugins?: readonly { name: string; options: unknown }[]
  __internal__registerBuiltinPlugin?: (plugin: object) => void
}

/** Those that say how modules are found. */
const FINDS_MODULES =
  /^(ContextReplacement|DllReferenceAgency|ElectronTarget|EsmNodeTarget|Externals|HttpExternalsRspack|Ignore|NodeTarget|NormalModuleReplacement)Plugin$/

/** Child compilers have the hooks of their parent, but not all: no externals, for one. */
function inheritPlugins(compiler: Compiler & RspackCompiler, child: Compiler & RspackCompiler): void {
  for (const tap of compiler.hooks.compile.taps) {
    if (tap.name === 'ExternalsPlugin') child.hooks.compile.tap(tap, tap.fn as () => void)
  }
  for (const plugin of compiler.__internal__builtinPlugins ?? []) {
    if (FINDS_MODULES.test(plugin.name)) child.__internal__registerBuiltinPlugin?.(plugin)
  }
}

function run(child: Compiler): Promise<Compilation> {
  return new Promise((resolve, reject) => {
    child.runAsChild((error, _entries, compilation) => {
      if (error || !compilation) reject(error ?? new Error('The host did not compile.'))
      else resolve(compilation)
    })
  })
}
