// Vite: builds as Rolldown does, with environments; a dev server that links when a module is asked for.

import type { BuildOptions } from 'esbuild'
import type { Environment, Plugin, ResolvedConfig } from 'vite'

import type { VerdigrisPluginOptions } from '../options.ts'
import { bundleCacheOf, removeOldBundles } from './dev-cache.ts'
import type { FamilyHost } from './family-host.ts'
import { createFamilyPlugins } from './rollup-family.ts'
import { toLinkOptions } from './link-options.ts'
import { Inspector } from './vite-inspector.ts'
import { serveBundle } from './vite-dev.ts'
import { isVitest, keepOutOfCache, toVitestOptions } from './vitest.ts'

/** The two plugins, ours first and ours last. */
export function createVitePlugins(options: VerdigrisPluginOptions): Plugin[] {
  let config: ResolvedConfig | undefined
  let userDefine: Record<string, unknown> = {}
  const inspector = new Inspector()
  const environmentToLink = new WeakMap<object, BuildOptions>()
  const host: FamilyHost = {
    root: process.cwd(),
    environmentOf,
    linkOptionsOf: (context) => environmentToLink.get(environmentOf(context)) ?? {},
    // Vite's own plugin compiles it, by these.
    jsxOptionsOf: () => toLinkOptions(config?.oxc || {}),
    leavesNodeAlone: (context) => isLibraryBuild(environmentOf(context)),
    refuseSite(context) {
      // Vitest runs tests for the environment `client` (with jsdom) in Node.
      return config && isVitest(config) ? undefined : refuseEnvironment(environmentOf(context))
    },
    noteCompiled(context, id, code, result) {
      inspector.note(environmentOf(context), id, code, result)
    },
    // As Vite does with its own chunks when it builds for a server.
    writeFileUrl: (name) => JSON.stringify(`${config?.base ?? '/'}${name}`),
    async serve(context, file, state) {
      const environment = environmentOf(context)
      if (!config || environment.mode !== 'dev') return undefined
      const link = isVitest(config) ? toVitestOptions(config, userDefine) : {}
      return serveBundle(environment, config, link, context, file, state)
    },
  }
  // Vite's hooks are Rolldown's, which take Rollup's.
  const [first, last] = createFamilyPlugins(options, host) as unknown as [Plugin, Plugin]
  // A hook of Vitest, which Vite does not know of.
  const forVitest = { configureVitest: keepOutOfCache }
  return [
    {
      ...first,
      ...forVitest,
      config: {
        // Before Vitest takes it out.
        order: 'pre',
        handler({ define = {} }) {
          userDefine = { ...define }
        },
      },
      configResolved(resolved) {
        config = resolved
        host.root = resolved.root
      },
      async configureServer(server) {
        await removeOldBundles(bundleCacheOf(server.config.cacheDir))
        if (!isVitest(server.config)) inspector.serve(server)
      },
      hotUpdate({ type, file }) {
        inspector.update(this.environment, type, file)
      },
      options: {
        order: 'post',
        handler(input) {
          // Here, after Vite's own plugins, is what `define` and `import.meta.env` mean in a build.
          const link = toLinkOptions(input.transform)
          environmentToLink.set(environmentOf(this), link)
        },
      },
    },
    { ...last, apply: 'build' },
  ]
}

function environmentOf(context: unknown): Environment {
  return (context as { environment: Environment }).environment
}

/** A library is built for browsers if it is not said otherwise, but what starts processes is none for them. */
function isLibraryBuild({ mode, config }: Environment): boolean {
  return mode === 'build' && config.consumer === 'client' && Boolean(config.build.lib)
}

function refuseEnvironment(environment: Environment): string | undefined {
  const { name, config } = environment
  if (config.consumer !== 'client' || isLibraryBuild(environment)) return undefined
  return (
    `A browser cannot start processes, and this file is part of the "${name}" environment. ` +
    'Call it from a server module, or build with `build.ssr`.'
  )
}
