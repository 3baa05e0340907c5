// The build plugin, for every bundler that unplugin knows and we support.

import { createUnplugin, type UnpluginInstance, type UnpluginOptions } from 'unplugin'
import type { Compiler as WebpackCompiler } from 'webpack'

import { setupBun } from './adapters/bun-host.ts'
import type { BunBuild } from './adapters/bun-options.ts'
import { setupEsbuild } from './adapters/esbuild-host.ts'
import { PLUGIN_NAME } from './adapters/esbuild-nested.ts'
import { createFarmPlugin } from './adapters/farm-host.ts'
import { createRollupPlugins } from './adapters/rollup-host.ts'
import { createVitePlugins } from './adapters/vite-host.ts'
import { setupWebpack } from './adapters/webpack-host.ts'
import type { VerdigrisPluginOptions } from './options.ts'

export type { VerdigrisPluginOptions } from './options.ts'

/** One plugin object per bundler: `unplugin.vite(options)`, `unplugin.rollup(options)`, … */
export const unplugin: UnpluginInstance<VerdigrisPluginOptions | undefined, true> = createUnplugin<
  VerdigrisPluginOptions | undefined,
  true
>((options = {}, { framework }) => {
  if (options.inline === true && !INLINE_HOSTS.includes(framework)) {
    throw new Error(
      `The option \`inline\` of verdigris does not work with ${framework}. Leave it out, or build with esbuild, ` +
        'Rollup, Rolldown or Vite.',
    )
  }
  switch (framework) {
    case 'esbuild':
      return [{ name: PLUGIN_NAME, esbuild: { setup: (build) => setupEsbuild(build, options) } }]
    case 'bun':
      return [
        {
          name: PLUGIN_NAME,
          bun: { setup: (build: BunBuild) => setupBun(build, options) },
        },
      ]
    case 'farm':
      return [{ name: PLUGIN_NAME, farm: createFarmPlugin(options) }]
    case 'vite':
      return createVitePlugins(options).map((vite) => wrap(vite.name, { vite }))
    case 'rollup':
      return createRollupPlugins(options).map((rollup) => wrap(rollup.name, { rollup }))
    case 'rolldown':
      // The same hooks; what is Rolldown's own in them is said where it is used.
      return createRollupPlugins(options).map((rolldown) =>
        wrap(rolldown.name, { rolldown: rolldown as unknown as object }),
      )
    case 'webpack':
      return [{ name: PLUGIN_NAME, webpack: (compiler) => setupWebpack(compiler, options) }]
    case 'rspack':
      // The same interface, where we use it; what is Rspack's own is said there.
      return [
        {
          name: PLUGIN_NAME,
          rspack: (compiler) => setupWebpack(compiler as unknown as WebpackCompiler, options),
        },
      ]
    default:
      throw new Error(`verdigris has no plugin for ${framework} yet`)
  }
})

/** Those whose output is one file if it is asked for. */
const INLINE_HOSTS: readonly string[] = ['esbuild', 'rollup', 'rolldown', 'vite']

function wrap(name: string, hooks: Omit<UnpluginOptions, 'name'>): UnpluginOptions {
  const isLast = name.endsWith(':last')
  return { name, enforce: isLast ? 'post' : 'pre', ...hooks }
}
