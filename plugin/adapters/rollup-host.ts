// Rollup and Rolldown by themselves: one build, no environments, the working directory is the root.

import { readFileSync } from 'node:fs'

import type { BuildOptions } from 'esbuild'
import type { Plugin, RollupOptions, TransformPluginContext } from 'rollup'

import type { VerdigrisPluginOptions } from '../options.ts'
import { toFile } from '../virtual.ts'
import type { MapBefore } from '../written-text.ts'
import type { FamilyHost } from './family-host.ts'
import { toJsxOptions, toLinkOptions, type RolldownTransform } from './link-options.ts'
import { createFamilyPlugins } from './rollup-family.ts'
import { nameLaterImports } from './rollup-order.ts'

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
    // Rolldown evaluates such modules when they are asked for.
    editLibrary: ({ meta }, code) =>
      'rolldownVersion' in meta ? null : { code: nameLaterImports(code), map: null },
    findMapBefore,
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

/** Some plugins compile TypeScript when they load it. */
function findMapBefore(
  context: TransformPluginContext,
  id: string,
  code: string,
): MapBefore | undefined {
  const text = readText(toFile(id))
  // Rollup would make a map of what has none, at length.
  if (text === code) return undefined
  const { mappings, sources, sourcesContent } = context.getCombinedSourcemap()
  // TypeScript puts no text into its maps without `inlineSources`.
  return { mappings, sources, sourcesContent: [sourcesContent?.[0] ?? text] }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

interface RolldownInput {
  cwd?: string
  transform?: RolldownTransform
}
