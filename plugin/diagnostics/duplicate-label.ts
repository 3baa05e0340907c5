// A label that two files use. Within one file the compiler finds it; across files the hosts do, by
// comparing the call sites of the whole build.

import type { Site } from '../transform.ts'
import { duplicateText } from './calls.ts'
import { placeOf } from './diagnostic.ts'
import type { Diagnostic, DiagnosedFile } from './diagnostic.ts'

/** The error for `site`, whose label `other`, in another file, has already. */
export function duplicateLabel(site: Site, other: Site): Diagnostic {
  const { code, severity, message, hint } = duplicateText(site.label)
  const range = site.labelRange
  const first = { message: 'first used here', ...placeOf(sourceOf(other), other.labelRange) }
  return {
    code,
    severity,
    message,
    range,
    hint,
    ...placeOf(sourceOf(site), range),
    related: [first],
  }
}

// The worker module's map carries the file as it was, and `where` begins with its name.
function sourceOf({ file, where, workerModule }: Site): DiagnosedFile {
  const code = workerModule.map.sourcesContent?.[0] ?? ''
  return { code, file, name: where.replace(/:\d+:\d+$/, '') }
}
