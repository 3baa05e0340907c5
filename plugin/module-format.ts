// Which module format Node takes a file for, and when requiring it means the same as importing it.

import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import path from 'node:path'

/**
 * Whether `external` may be required where `importer` imports it by a statement: it is CommonJS for both, and
 * the importer is a file in which a default import of CommonJS is `module.exports`, as it is for Node.
 */
export function canBeRequired(external: string, importer: string): boolean {
  if (isBuiltin(external)) return true
  if (!isModuleFile(importer)) return false
  try {
    const file = createRequire(importer).resolve(external)
    if (/\.(node|json|cjs)$/.test(file)) return !hasImportCondition(external, file)
    return (
      file.endsWith('.js') &&
      findManifest(file)?.type !== 'module' &&
      !hasImportCondition(external, file)
    )
  } catch {
    return false
  }
}

/** Whether Node, and bundlers after it, take a file for an ES module by its name or its package. */
export function isModuleFile(file: string): boolean {
  if (/\.m[jt]s$/.test(file)) return true
  return /\.[jt]sx?$/.test(file) && path.isAbsolute(file) && findManifest(file)?.type === 'module'
}

interface Manifest {
  type?: string
  exports?: unknown
}

function hasImportCondition(external: string, file: string): boolean {
  if (path.isAbsolute(external)) return false
  return /"(import|module-sync)":/.test(JSON.stringify(findManifest(file)?.exports ?? null))
}

// A build asks for the same few directories again and again, and cannot outlive a change of them for long.
const MANIFEST_LIFETIME_MS = 1000
const cache = new Map<string, { at: number; manifest: Manifest | undefined }>()

function findManifest(file: string): Manifest | undefined {
  const directory = path.dirname(file)
  const cached = cache.get(directory)
  if (cached && Date.now() - cached.at < MANIFEST_LIFETIME_MS) return cached.manifest
  const manifest =
    readManifest(directory) ?? (directory === file ? undefined : findManifest(directory))
  cache.set(directory, { at: Date.now(), manifest })
  return manifest
}

function readManifest(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}
