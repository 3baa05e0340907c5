// Where the worker bundle of a call site is, out of what the build left in the generated code.
import type { CustomTypes } from '../wire/codec.ts'
import { LABEL_BUNDLES, OWN_BUNDLE } from '../wire/environment.ts'
import { node } from '../wire/node.ts'

/** What generated code knows of the bundle: a path relative to itself, with the build id as a query. */
export interface BundleReference {
  /** Without a path, the bundle is in the file itself. */
  path: string
  /** `import.meta.url` or `__filename` of the generated code; '' if `path` is absolute. */
  base: string
  types?: CustomTypes
}

export interface WorkerBundle {
  /** Absolute path of the entry, or of the program that contains it. */
  path: string
  isInline: boolean
  /** Build id that the entry must have; '' if the build has not put it into the generated code. */
  build: string
  types: CustomTypes | undefined
}

/** The bundle of the file that has the call of a label, which may be another file than that which has `reference`. */
export function bundleWith(
  label: string,
  reference: BundleReference | null,
): BundleReference | null {
  if (reference === null) return null
  const labelToBundle = Reflect.get(globalThis, LABEL_BUNDLES) as
    | ReadonlyMap<string, BundleReference>
    | undefined
  return labelToBundle?.get(label) ?? reference
}

/** Finds the bundle. `null` refers to the bundle that this process runs, if it is a child. */
export function locateBundle(reference: BundleReference | null): WorkerBundle | undefined {
  if (reference === null) return Reflect.get(globalThis, OWN_BUNDLE) as WorkerBundle | undefined
  let bundle = referenceToBundle.get(reference)
  if (bundle === undefined) referenceToBundle.set(reference, (bundle = readReference(reference)))
  return bundle
}

const referenceToBundle = new WeakMap<BundleReference, WorkerBundle>()

function readReference({ path, base, types }: BundleReference): WorkerBundle {
  // The build pads the path to a fixed length.
  const [file = '', query] = path.trim().split('?')
  const build = new URLSearchParams(query).get('build') ?? ''
  if (base === '' || build === '') return { path: file, isInline: false, build, types }
  const from = base.startsWith('file:') ? base : node.url.pathToFileURL(base)
  const found = node.url.fileURLToPath(new URL(file, from))
  return { path: found, isInline: file === '', build, types }
}
