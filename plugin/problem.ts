// What went wrong in a build, in the one form that every host's report is made from.

import { SourceMap, type SourceMapPayload } from 'node:module'

import type { Message } from 'esbuild'

import { duplicateLabel, sourceOf, unknownPrewarm } from './diagnostics/between-files.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { renderDiagnostic } from './diagnostics/render.ts'
import type { DuplicateLabel, Registry } from './registry.ts'
import type { PlacedCall, Site } from './transform.ts'

/** One finding of a build, about the file as the user wrote it. Lines and columns are 1-based. */
export interface Problem {
  code: string
  message: string
  file: string | undefined
  line: number
  column: number
  length: number
  lineText: string
  /** What to do, and other places. */
  notes: readonly string[]
  /** What the import says, if that leads nowhere. */
  unresolved?: string | undefined
  /** Complete text for a terminal: code, message, frame, hint. */
  rendered: string
}

/** A build that failed for reasons that the user can mend. */
export class BuildProblems extends Error {
  override readonly name = 'BuildProblems'
  readonly problems: readonly Problem[]
  /** Host ids of what had been read by then: mending any of them may mend the build. */
  readonly inputs: readonly string[]

  constructor(problems: readonly Problem[], inputs: readonly string[] = []) {
    super(problems.map((problem) => problem.rendered).join('\n\n'))
    this.problems = problems
    this.inputs = inputs
  }
}

/** Where a linked module comes from: its file, and its map where its code is not the file's text. */
export interface Origin {
  file: string | undefined
  map: string | undefined
}

/** An esbuild message about linked code as a problem of the source that it came from. */
export function toProblem(message: Message, root: string, findOrigin: FindOrigin): Problem {
  const place = message.location && findPlace(message.location, findOrigin)
  const rendered = [
    `link-failed: ${message.text}`,
    ...(place ? [`  ${relativeTo(root, place.file)}:${place.line}:${place.column}`] : []),
    ...(place?.lineText ? [`  > ${place.line} | ${place.lineText}`] : []),
    ...message.notes.map((note) => `  note: ${note.text}`),
  ]
  return {
    code: 'link-failed',
    message: message.text,
    file: place?.file,
    line: place?.line ?? 1,
    column: place?.column ?? 1,
    length: message.location?.length ?? 0,
    lineText: place?.lineText ?? '',
    notes: message.notes.map(({ text }) => text),
    // Of whoever resolves for the linker.
    unresolved: (message.detail as { unresolved?: string } | undefined)?.unresolved,
    rendered: rendered.join('\n'),
  }
}

/** A compiler's diagnostic as a problem; `code` is the text that its lines count in. */
export function diagnosticToProblem(diagnostic: Diagnostic, code: string): Problem {
  const { message, file, line, column, range, hint, related = [] } = diagnostic
  return {
    code: diagnostic.code,
    message,
    file,
    line,
    column,
    length: range[1] - range[0],
    lineText: code.split(/\r?\n/)[line - 1] ?? '',
    notes: [...related.map((place) => `${place.message} (${place.where})`), `hint: ${hint}`],
    rendered: renderDiagnostic(diagnostic),
  }
}

/** A diagnostic about a call site, whose file need not be at hand. */
export function siteProblem(site: Site, diagnostic: Diagnostic): Problem {
  return diagnosticToProblem(diagnostic, sourceOf(site).code)
}

/** A label that two files use: the second place is the problem's, and the first is beside it. */
export function duplicateProblem({ first, second }: DuplicateLabel): Problem {
  return siteProblem(second, duplicateLabel(second, first))
}

/** What is wrong with the labels of a whole build. */
export function labelProblems(registry: Registry, isLive: (id: string) => boolean): Problem[] {
  return [
    ...registry.findDuplicates(isLive).map(duplicateProblem),
    ...registry
      .findUnknownPrewarms(isLive)
      .map((prewarm) => diagnosticToProblem(unknownPrewarm(prewarm), prewarm.code)),
  ]
}

/** What a build may leave a call without. */
type Lack = 'environment-without-processes' | 'external-takes-module' | 'not-bundled'

/** A call in a build whose options leave it without what it needs. */
export function refuseSite(
  site: PlacedCall,
  message: string,
  code: Lack = 'environment-without-processes',
): Problem {
  const { file, line, column, start, end, where } = site
  const rendered = `${code}: ${message}\n  ${where}`
  return {
    code,
    message,
    file,
    line,
    column,
    length: end - start,
    lineText: '',
    notes: [],
    rendered,
  }
}

type FindOrigin = (file: string, namespace: string) => Origin | undefined

interface Place {
  file: string
  line: number
  column: number
  lineText: string
}

function findPlace(
  location: NonNullable<Message['location']>,
  findOrigin: FindOrigin,
): Place | undefined {
  const { namespace, line, column, lineText } = location
  // esbuild writes the namespace into the file name and leaves the field empty.
  const [, space = namespace, name = location.file] =
    /^([\w-]{2,}):(.*)$/s.exec(location.file) ?? []
  const origin = findOrigin(name, space)
  if (!origin?.file) return { file: location.file, line, column: column + 1, lineText }
  if (!origin.map) return { file: origin.file, line, column: column + 1, lineText }

  const entry = new SourceMap(JSON.parse(origin.map) as SourceMapPayload).findEntry(
    line - 1,
    column,
  )
  if (!('originalLine' in entry)) return { file: origin.file, line: 1, column: 1, lineText }
  return {
    file: origin.file,
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
    lineText,
  }
}

function relativeTo(root: string, file: string): string {
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file
}
