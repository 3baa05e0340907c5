// Rollup and Rolldown by themselves: one build, no environments, the working directory is the root.

import type { BuildOptions } from 'esbuild'
import type { Plugin, RollupOptions } from 'rollup'

import type { VerdigrisPluginOptions } from '../options.ts'
import type { FamilyHost } from './family-host.ts'
import { toJsxOptions, toLinkOptions, type RolldownTransform } from './link-options.ts'
import { createFamilyPlugins } from './rollup-family.ts'

/** The two plugins, ours first and ours last. */
export function createRollupPlugins(options: VerdigrisPluginOptions): [Plugin, Plugin] {
  const only = {}
  let link: BuildOptions = {}
  const host: FamilyHost = {
    root: process.cwd(),
    linkOptionsOf: () => link,
    jsxOptionsOf: () => link,
    leavesNodeAlone: () => false,
    environmentOf: () => only,
    refuseSite: () => undefined,
    // Some compile TypeScript when they load it.
    findMapBefore: (context) => context.getCombinedSourcemap(),
  }
  const [first, last] = createFamilyPlugins(options, host)
  first.options = {
    order: 'post',
    handler(input) {
      // Both compile by these after all plugins.
      const { cwd, transform, jsx } = input as RolldownInput & RollupOptions
      host.root = cwd ?? process.cwd()
      link = { ...toLinkOptions(transform), ...toJsxOptions(jsx) }
      return null
    },
  }
  return [first, last]
}

interface RolldownInput {
  cwd?: string
  transform?: RolldownTransform
}
