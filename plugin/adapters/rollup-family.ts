// The hooks that Rollup, Rolldown and Vite share. A compiled file imports a bundle module; transforming that
// module links the file's labels, which keeps the host in its build phase until every worker module is read.

import path from 'node:path'

import type { Loader } from 'esbuild'
import type { Plugin, SourceMapInput, TransformPluginContext } from 'rollup'

import { printBundleModule } from '../bundle-module.ts'
import { isLibraryFile } from '../child-runtime.ts'
import { jsxNamesOf } from '../jsx-factories.ts'
import { toSpecifier } from '../options.ts'
import type { VerdigrisPluginOptions } from '../options.ts'
import { PLACEHOLDER } from '../placeholder.ts'
import { diagnosticToProblem, labelProblems, refuseSite, type Problem } from '../problem.ts'
import { transform } from '../transform.ts'
import { BUNDLE_SPECIFIER, fromBundleId, fromWorkerId, toFile, toWorkerId } from '../virtual.ts'
import { BuildState } from './build-state.ts'
import { toPipeline, type TransformResult } from './build-pipeline.ts'
import { toFiles } from './pipeline.ts'
import type { FamilyHost } from './family-host.ts'
import { createOutputHooks } from './rollup-output.ts'
import { resolveModule } from './rollup-resolve.ts'
import { fail, reportProblems, toLocation } from './rollup-report.ts'

/** Two plugins: one that does the work, and one behind all others that notes what they made of a module. */
export function createFamilyPlugins(
  options: VerdigrisPluginOptions,
  host: FamilyHost,
): [first: Plugin, last: Plugin] {
  const states = new WeakMap<object, BuildState>()
  const environmentToResults = new WeakMap<object, Map<string, TransformResult>>()

  function stateOf(context: unknown): BuildState {
    const key = host.environmentOf(context)
    let state = states.get(key)
    if (!state) states.set(key, (state = new BuildState(options)))
    return state
  }

  function resultsOf(context: unknown): Map<string, TransformResult> {
    const key = host.environmentOf(context)
    let results = environmentToResults.get(key)
    if (!results) environmentToResults.set(key, (results = new Map<string, TransformResult>()))
    return results
  }

  async function linkAll(context: TransformPluginContext, file: string): Promise<void> {
    const links = await stateOf(context).link(
      file,
      toPipeline(context, host.root, resultsOf(context)),
      host.linkOptionsOf(context),
    )
    for (const file of toFiles(links.flatMap(({ ids }) => ids))) context.addWatchFile(file)
    for (const note of stateOf(context).notes.take()) context.info(note)
  }

  async function provideBundle(context: TransformPluginContext, file: string): Promise<string> {
    const served = await reportProblems(context, async () => {
      const bundle = await host.serve?.(context, file, stateOf(context))
      if (bundle === undefined) await linkAll(context, file)
      return bundle
    })
    // A library that Vite builds as CommonJS for browsers has an empty `import.meta`.
    const place =
      served === undefined
        ? `path: ${JSON.stringify(PLACEHOLDER)}, base: import.meta.url ?? __filename`
        : `path: ${JSON.stringify(served)}, base: ''`
    const labels = served === undefined ? [] : stateOf(context).registry.taskLabelsOf(file)
    return printBundleModule(place, options, host.root, labels)
  }

  const first: Plugin = {
    name: 'verdigris',

    buildStart() {
      stateOf(this).start()
    },

    resolveId: {
      order: 'pre',
      handler(source, importer, { attributes, custom = {} }) {
        return resolveModule(this, host, source, importer, { attributes, custom })
      },
    },

    load: {
      order: 'pre',
      handler(id) {
        if (fromBundleId(id, host.root) !== undefined) return 'export default null // verdigris'
        const file = fromWorkerId(id)
        if (file === undefined) return null
        const site = stateOf(this)
          .registry.get(file)
          .find(({ label, workerModule }) => toWorkerId(file, label, workerModule.lang) === id)
        if (!site) return null
        const { code, map } = site.workerModule
        const types = options.types && toSpecifier(options.types, host.root)
        // Rolldown takes the language from here; Rollup's plugins from the id.
        return {
          code: types ? `${code}\nexport * as types from ${JSON.stringify(types)}\n` : code,
          map: map as SourceMapInput,
          moduleType: site.workerModule.lang,
        }
      },
    },

    // Rollup's watch cache would skip `transform`, and with it the call sites.
    shouldTransformCachedModule({ id, code }) {
      return fromBundleId(id, host.root) !== undefined || code.includes('verdigris')
    },

    transform: {
      order: 'pre',
      // Other files are not even handed over, by hosts that can tell.
      filter: { code: 'verdigris' },
      async handler(code, id) {
        const bundleOf = fromBundleId(id, host.root)
        if (bundleOf !== undefined) {
          return { code: await provideBundle(this, bundleOf), map: { mappings: '' } }
        }
        if (isLibraryFile(id)) return host.editLibrary?.(this, code) ?? null
        if (!isScript(id) || fromWorkerId(id) !== undefined) return null

        const state = stateOf(this)
        const { registry } = state
        state.touch()
        const jsx = jsxNamesOf(host.jsxOptionsOf(this))
        const result = transform(code, id, {
          root: host.root,
          jsx,
          preload: options.preload,
          findMapBefore: () => host.findMapBefore?.(this, id, code),
        })
        registry.set(id, result)
        host.noteCompiled?.(this, id, code, result)
        if (!result) return null
        const errors: Problem[] = []
        for (const diagnostic of result.diagnostics) {
          const problem = diagnosticToProblem(diagnostic, result.written)
          if (diagnostic.severity === 'error') errors.push(problem)
          else this.warn({ message: problem.rendered, id, loc: toLocation(problem) })
        }
        for (const call of registry.callsOf(id)) {
          const reason = host.refuseSite(this)
          if (reason) errors.push(refuseSite(call, reason))
        }
        if (errors.length > 0) fail(this, errors)
        return { code: result.code, map: result.map as SourceMapInput }
      },
    },

    onLog(_level, log) {
      // Of our own use of it, which provides for that.
      const isOurs = `${log.id} ${log.message}`.includes(BUNDLE_SPECIFIER)
      return log.code === 'EMPTY_IMPORT_META' && isOurs ? false : undefined
    },

    buildEnd(error) {
      if (error) return
      const live = new Set(this.getModuleIds())
      const problems = labelProblems(stateOf(this).registry, (id) => live.has(id))
      if (problems.length > 0) fail(this, problems)
    },

    ...createOutputHooks(host, stateOf, options),
  }

  const last: Plugin = {
    name: 'verdigris:last',
    transform: {
      order: 'post',
      filter: { id: { exclude: UNCHANGED } },
      // The third parameter is Rolldown's.
      handler(this: TransformPluginContext, code: string, id: string, ...rest: unknown[]) {
        const [meta] = rest as [{ moduleType?: string }?]
        // Rollup may compile JSX itself, when it writes.
        const moduleType = meta?.moduleType ?? 'jsx'
        if (UNCHANGED.test(id)) return null
        // Rolldown frees the chain of maps after the hook: the map has to be taken now.
        resultsOf(this).set(id, {
          code: SCRIPT_TYPES.has(moduleType) ? undefined : code,
          loader: moduleType as Loader,
          map: JSON.stringify(this.getCombinedSourcemap()),
        })
        return null
      },
    },
  }
  return [first, last]
}

// Packages have no maps worth reading, and are many.
const UNCHANGED = /[\\/]node_modules[\\/].*\.[cm]?js$/

const SCRIPT_TYPES = new Set(['js', 'jsx', 'ts', 'tsx'])

/** A path relative to the root becomes absolute; a package stays. */
function isScript(id: string): boolean {
  const extension = path.extname(toFile(id))
  return extension === '' || /^\.[cm]?[jt]sx?$/.test(extension) || /lang\.[jt]sx?/.test(id)
}
