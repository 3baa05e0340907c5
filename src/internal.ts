// What generated code imports. Not for people: its shape changes with the build plugin's.
import type { BundleReference } from './process/bundle.ts'
import type { Site } from './site.ts'

/** Describes a call site; generated in the place of its label. */
export function site(
  label: string,
  callSite: string,
  bundle: BundleReference | null,
  kind?: 'generator',
): Site {
  return { label, callSite, bundle, isGenerator: kind === 'generator' }
}
