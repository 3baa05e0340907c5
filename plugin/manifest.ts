// The manifest of a worker bundle, for people and tools; no process reads it. `worker-1a2b3c4d.json` beside
// `worker-1a2b3c4d.cjs`: two builds into one directory keep both. No path in it is absolute.

import type { FunctionName } from './call-shape.ts'
import type { Captured } from './captured.ts'
import type { Site } from './transform.ts'

/** What a manifest says. */
export interface Manifest {
  /** Of this format. */
  version: 1
  buildId: string
  entry: string
  labels: readonly ManifestLabel[]
}

/** One label of a worker bundle. */
export interface ManifestLabel {
  label: string
  function: FunctionName
  /** The call, in a file relative to the project's root. */
  file: string
  line: number
  column: number
  /** File of its linked worker module, in the bundle's directory. */
  workerModule: string
  captured: readonly Captured[]
  /** Labels of the calls that its process makes in turn. */
  nested: readonly string[]
}

const VERSION = 1

/** The file name of the manifest that belongs to an entry. */
export function toManifestName(entry: string): string {
  return entry.replace(/\.[cm]?js$/, '.json')
}

/** Whether a file of a worker bundle's directory is a manifest. */
export function isManifestName(name: string): boolean {
  return /^worker-[\da-f]+\.json$/.test(name)
}

/** The text of a manifest. */
export function printManifest(
  entry: string,
  buildId: string,
  labels: readonly { site: Site; fileName: string }[],
): string {
  const manifest: Manifest = {
    version: VERSION,
    buildId,
    entry,
    labels: labels.map(({ site, fileName }) => ({
      label: site.label,
      function: site.functionName,
      file: site.fileName,
      line: site.line,
      column: site.column,
      workerModule: fileName,
      captured: site.captured.map(({ name, travel, from, line }) => ({
        name,
        travel,
        ...(from === undefined ? {} : { from }),
        line,
      })),
      nested: site.nested,
    })),
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** A manifest read back, or `undefined` if `text` is none of ours. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isOurs = typeof value === 'object' && value !== null && 'version' in value
    return isOurs && value.version === VERSION ? (value as Manifest) : undefined
  } catch {
    return undefined
  }
}
