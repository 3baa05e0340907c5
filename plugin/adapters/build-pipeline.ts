// The pipeline of a build in the Rollup family, as the linker uses it, during the build phase.

import type { Loader } from 'esbuild'
import type { ModuleInfo, PluginContext } from 'rollup'

import type { Loaded, Pipeline } from './pipeline.ts'

/** What all plugins together made of a module. */
export interface TransformResult {
  /** Only for what is no script: that the host does not keep. */
  code: string | undefined
  loader: Loader
  map: string
}

/** A pipeline that hands out what the host made, for as long as `context` is valid. */
export function toPipeline(
  context: PluginContext,
  root: string,
  results: ReadonlyMap<string, TransformResult>,
): Pipeline {
  return {
    root,
    async resolve(specifier, importer, kind) {
      // `kind` is Rolldown's: it chooses between the `import` and `require` conditions.
      const found = await context.resolve(specifier, importer, { kind } as object)
      return (
        (found && {
          id: found.id,
          isExternal: found.external !== false,
          ...(found.moduleSideEffects === false ? { hasSideEffects: false } : {}),
        }) ??
        undefined
      )
    },
    async load(id): Promise<Loaded> {
      const { code } = await loadModule(context, id)
      const result = results.get(id)
      const text = result?.code ?? code
      if (typeof text !== 'string') throw new Error(`The bundler has no code of ${id}`)
      return {
        code: text,
        loader: result?.loader ?? 'js',
        map: result?.map,
      }
    },
  }
}

async function loadModule(context: PluginContext, id: string): Promise<{ code: string | null }> {
  const info: ModuleInfo | null = await context.load({ id })
  if (typeof info?.code === 'string') return info
  // After a build that failed, Rolldown (1.2, in Vite 8) takes that build's loads for this one's.
  const { data } = context as { data?: { loadModulePromiseMap?: Map<string, unknown> } }
  data?.loadModulePromiseMap?.delete(id)
  return context.load({ id })
}
