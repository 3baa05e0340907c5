// Catalogue: what only several files together can have wrong. The hosts find it, by comparing the call
// sites of a whole build and following the imports of worker modules.

import type { CompiledPrewarm, ProgramCall, Site } from '../transform.ts'
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

/**
 * No `task` of the build has the label that a process is asked for.
 * @example wrong: `task.prewarm('orc')` for `task('ocr', () => 1)`, right: `task.prewarm('ocr')`
 */
export function unknownPrewarm({
  label,
  code,
  file,
  fileName,
  labelRange,
}: CompiledPrewarm): Diagnostic {
  return {
    code: 'prewarm-unknown-label',
    severity: 'error',
    message: `No \`task\` of this build has the label ${JSON.stringify(label)}, so no call would use the process.`,
    range: labelRange,
    hint: 'write the label of the call that it is for, and import the file of that call; workers and pools have the option `spares`',
    ...placeOf({ code, file, name: fileName }, labelRange),
  }
}

/**
 * What a closure imports leads to a file whose call runs when it is loaded, so the child would run it too.
 * `by` are the files on the way, the one that imports it last.
 * @example wrong: `import { port } from './app'` in a file that `app` calls from a closure while it is loaded,
 * right: `import { port } from './config'`, where nothing is called
 */
export function workerRunsProgram(site: Site, run: ProgramCall, by: readonly string[]): Diagnostic {
  const target = nameOf(run)
  const way = by.length === 0 ? '' : ` (by ${by.join(', then ')})`
  const importer = by.at(-1) ?? 'the closure'
  const range = [site.start, site.end] as const
  return {
    code: 'worker-runs-program',
    severity: 'error',
    message: `The closure of ${JSON.stringify(site.label)} leads to ${target}${way}, which calls ${run.name} when it is loaded: its process would run that again.`,
    range,
    hint: `move what ${importer} imports from ${target} into a module of its own`,
    ...placeOf(sourceOf(site), range),
    related: [
      {
        message: 'this call would run in the child',
        ...placeOf({ ...run, name: target }, [run.start, run.end]),
      },
    ],
  }
}

/** The file of a call site. Its worker module's map has the text, and `where` begins with the name. */
export function sourceOf({ file, where, workerModule }: Site): DiagnosedFile {
  const code = workerModule.map.sourcesContent?.[0] ?? ''
  return { code, file, name: nameOf({ where }) }
}

function nameOf({ where }: { where: string }): string {
  return where.replace(/:\d+:\d+$/, '')
}
