// Has the host itself read what worker modules reach, with all of the user's rules, resolvers, plugins and
// externals: they are entries of the program's own compilation until everything is read, and are gone before
// anything is put into chunks.

import type { Compilation, Compiler, Module } from 'webpack'

import { toWorkerId } from '../virtual.ts'
import { PLUGIN_NAME } from './esbuild-nested.ts'
import { factsOf, idOf, isOwnFile } from './webpack-facts.ts'

/** Adds the worker modules of all compiled files, and of those that they lead to. */
export async function includeWorkerModules(
  compiler: Compiler,
  compilation: Compilation,
): Promise<void> {
  const entries = new Set<string>()
  for (;;) {
    const fresh = workerIdsOf(compilation.modules).filter((id) => !entries.has(id))
    if (fresh.length === 0) return
    for (const id of fresh) entries.add(id)
    await Promise.all(fresh.map((id) => include(compiler, compilation, id)))
  }
}

/** Lets no chunk have them. Earlier, Rspack would forget the modules. */
export function excludeWorkerModules({ entries }: Compilation): void {
  entries.delete(ENTRY)
}

const ENTRY = 'verdigris:workers'

function workerIdsOf(modules: Iterable<Module>): string[] {
  return [...modules].flatMap((module) => {
    const id = idOf(module)
    if (!isOwnFile(id)) return []
    const sites = factsOf(module)?.sites ?? []
    return sites.map(({ label, workerModule }) => toWorkerId(id, label, workerModule.lang))
  })
}

function include(compiler: Compiler, compilation: Compilation, id: string): Promise<void> {
  const dependency = compiler.webpack.EntryPlugin.createDependency(id, PLUGIN_NAME)
  return new Promise((resolve) => {
    // A module that cannot be built is among the compilation's errors.
    compilation.addInclude(compiler.context, dependency, { name: ENTRY }, () => resolve())
  })
}
