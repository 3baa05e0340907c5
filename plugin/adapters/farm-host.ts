// The plugin for Farm. Its plugins cannot ask it for a module, so worker modules are linked by nested builds of
// esbuild, with the same settings and with what other plugins resolve and load.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { JsPlugin } from '@farmfe/core'

import type { VerdigrisPluginOptions } from '../options.ts'
import { patchProgram, PLACEHOLDER } from '../placeholder.ts'
import { BuildProblems, labelProblems, refuseSite } from '../problem.ts'
import { BUNDLE_SPECIFIER } from '../virtual.ts'
import { assembleBundle, BUNDLE_DIRECTORY, type WorkerBundle } from '../worker-bundle.ts'
import { writeBundleModule } from './esbuild-host.ts'
import { NestedLinks, PLUGIN_NAME } from './esbuild-nested.ts'
import { toEsbuildOptions } from './farm-options.ts'
import { toError, toErrorOf, toWarnings } from './format-problems.ts'

/** Farm's own plugins for scripts have 100, and those of users mostly nothing else. */
const FIRST = 10_000

/** Creates the plugin. */
export function createFarmPlugin(options: VerdigrisPluginOptions): JsPlugin {
  let root = process.cwd()
  let links: NestedLinks | undefined
  let target = 'browser'
  let directory = ''
  let bundle: WorkerBundle | undefined

  function linksOf(): NestedLinks {
    if (!links) throw new Error('Farm has started a build without its config')
    return links
  }

  return {
    name: PLUGIN_NAME,
    priority: FIRST,

    configResolved(config) {
      const { compilation = {}, jsPlugins = [] } = config
      root = config.root ?? root
      const { output = {}, external = [] } = compilation
      const names = external.flatMap((each) =>
        typeof each === 'string' ? each : Object.keys(each),
      )
      const others = jsPlugins.filter(
        ({ name }) => name !== PLUGIN_NAME && !name.startsWith('farm:'),
      )
      const esbuildOptions = toEsbuildOptions(
        compilation,
        others,
        names.map((name) => new RegExp(name)),
        root,
      )
      target = output.targetEnv ?? 'browser'
      directory = path.resolve(root, output.path ?? 'dist')
      links = new NestedLinks(esbuildOptions, root, options)
    },

    buildStart: {
      executor: () => linksOf().start(),
    },

    transform: {
      filters: { moduleTypes: ['js', 'jsx', 'ts', 'tsx'] },
      async executor({ resolvedPath }, context) {
        // What other plugins have made of no file.
        if (!path.isAbsolute(resolvedPath)) return null
        const { registry, compiler } = linksOf()
        const compiled = await compiler.compile(resolvedPath)
        if (!compiled) return null
        if (compiled.errors.length > 0) throw await toErrorOf(compiled.errors)
        const reason = refuseTarget(target)
        const refused = reason === undefined ? [] : registry.callsOf(resolvedPath)
        if (reason !== undefined && refused.length > 0) {
          throw await toError(
            refused.map((call) => refuseSite(call, reason)),
            root,
          )
        }
        for (const text of await toWarnings(compiled.warnings)) context?.warn(text)
        return { content: compiled.contents }
      },
    },

    resolve: {
      filters: { sources: [`^${BUNDLE_SPECIFIER}`], importers: ['.*'] },
      executor: ({ source }) => ({ resolvedPath: source, sideEffects: false, external: false }),
    },

    load: {
      filters: { resolvedPaths: [`^${BUNDLE_SPECIFIER}`] },
      async executor({ resolvedPath }, context) {
        const name = /[?&]file=([^&]*)/.exec(resolvedPath)?.[1] ?? ''
        const file = path.resolve(root, decodeURIComponent(name))
        await linksOf()
          .link(file)
          .catch(async (error: unknown) => {
            throw error instanceof BuildProblems ? await toError(error.problems, root) : error
          })
        for (const note of linksOf().notes.take()) context?.warn(note)
        return { content: writeBundleModule('import.meta.url', options, root), moduleType: 'js' }
      },
    },

    finish: {
      async executor() {
        const problems = labelProblems(linksOf().registry, () => true)
        if (problems.length > 0) throw await toError(problems, root)
        const linked = await linksOf().linked()
        bundle =
          linked.length === 0
            ? undefined
            : await assembleBundle(linked, root, path.join(directory, BUNDLE_DIRECTORY))
      },
    },

    // The files are on disk by now, and Farm waits for nothing any more. Before, it panics if it has made source
    // maps of what a plugin changes.
    writeResources: {
      executor() {
        if (bundle) writeBundle(bundle, directory)
      },
    },
  }
}

function writeBundle(bundle: WorkerBundle, directory: string): void {
  const entry = `${BUNDLE_DIRECTORY}/${bundle.entry}`
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (!/\.[cm]?js$/.test(name)) continue
    const file = path.join(directory, name)
    const code = readFileSync(file, 'utf8')
    if (!code.includes(PLACEHOLDER)) continue
    writeFileSync(file, patchProgram(code, name, entry, bundle.buildId))
  }
  for (const [name, data] of bundle.files) {
    const file = path.join(directory, BUNDLE_DIRECTORY, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, data)
  }
}

function refuseTarget(target: string): string | undefined {
  if (target.startsWith('node') || target.startsWith('library-node')) return undefined
  return `A browser cannot start processes, and this build is for \`output.targetEnv: '${target}'\`. Set \`targetEnv: 'node'\`.`
}
