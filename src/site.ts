// What the build puts in the place of a label: the call site, and where its worker bundle is.
import type { BundleReference } from './process/bundle.ts'

/** A compiled call site. */
export interface Site {
  label: string
  /** `path:line:column`, relative to the project's root. */
  callSite: string
  /** `null` in a worker bundle: the tasks of a task are in the bundle that it runs itself. */
  bundle: BundleReference | null
  /** True if the closure is written as a generator; nothing runs before its stream is read. */
  isGenerator: boolean
}
