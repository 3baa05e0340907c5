// How the Rollup family finds what generated code imports, and what worker modules do.

import { isBuiltin } from 'node:module'

import type { PluginContext, ResolvedId } from 'rollup'

import { BUNDLE_SPECIFIER, fromWorkerId, toBundleId, toFile } from '../virtual.ts'
import type { FamilyHost } from './family-host.ts'

/** What `resolveId` returns. `options` are for the hooks of other plugins. */
export async function resolveModule(
  context: PluginContext,
  host: FamilyHost,
  source: string,
  importer: string | undefined,
  options: Pick<NonNullable<Parameters<PluginContext['resolve']>[2]>, 'attributes' | 'custom'>,
): Promise<Resolution> {
  if (fromWorkerId(source) !== undefined) return source
  if (importer === undefined) return null
  if (source.startsWith(BUNDLE_SPECIFIER)) {
    return { id: toBundleId(importer, host.root), moduleSideEffects: false }
  }
  const isLibrary = source === 'verdigris' || source === 'verdigris/internal'
  if ((isLibrary || isBuiltin(source)) && host.leavesNodeAlone(context)) {
    return { id: source, external: true }
  }
  if (isLibrary) return resolveLibrary(context, source, importer)

  const file = fromWorkerId(importer)
  if (isBuiltin(source)) return resolveBuiltin(context, source, file ?? importer)
  if (file === undefined) return null
  // Worker modules live where their file does; other plugins need not know them.
  const resolved = await context.resolve(source, file, { ...options, skipSelf: true })
  if (!resolved && /^[./]/.test(source)) {
    context.error(
      `Could not resolve "${source}", imported by ${toFile(file)} and needed in a worker process`,
    )
  }
  return resolved
}

type Resolution =
  | string
  | null
  | ResolvedId
  | { id: string; external?: boolean; moduleSideEffects?: boolean }

/** Rollup takes Node's own modules for missing packages, and warns, also of what only a worker imports. */
async function resolveBuiltin(
  context: PluginContext,
  source: string,
  importer: string,
): Promise<ResolvedId | { id: string; external: true }> {
  const resolved = await context.resolve(source, importer, { skipSelf: true })
  return resolved ?? { id: source, external: true }
}

/** What generated code imports is external exactly if the library itself is, or the two would not meet. */
async function resolveLibrary(
  context: PluginContext,
  source: string,
  importer: string,
): Promise<{ id: string; external: boolean } | null> {
  const resolved = await context.resolve('verdigris', importer, { skipSelf: true })
  // Rollup by itself resolves no packages, and would warn of each.
  if (!resolved || resolved.external) return { id: source, external: true }
  return source === 'verdigris' ? { id: resolved.id, external: false } : null
}
