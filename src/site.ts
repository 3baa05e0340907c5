// What the build puts in the place of a label: the call site, and where its worker bundle is.
import type { BundleReference } from './process/bundle.ts'

/** A compiled call site. */
export class Site {
  readonly label: string
  /** `path:line:column`, relative to the project's root. */
  readonly callSite: string
  /** `null` in a worker bundle: the tasks of a task are in the bundle that it runs itself. */
  readonly bundle: BundleReference | null
  /** True if the closure is written as a generator; nothing runs before its stream is read. */
  readonly isGenerator: boolean

  constructor(
    label: string,
    callSite: string,
    bundle: BundleReference | null,
    isGenerator: boolean,
  ) {
    this.label = label
    this.callSite = callSite
    this.bundle = bundle
    this.isGenerator = isGenerator
  }
}
