// What the compiler finds: as a finding (ranges only, made by the catalogue), and as a diagnostic
// (with file, line and code frame, for people and bundlers).

import { codeFrame, positionAt, whereOf } from './code-frame.ts'

/** One finding about a file. */
export interface Diagnostic {
  /** Stable, kebab-case. */
  code: string
  severity: 'error' | 'warning'
  message: string
  /** Absolute path. */
  file: string
  /** `src/app.ts:14:35`, relative to the root. */
  where: string
  /** Offsets into the file as it was written. */
  range: readonly [start: number, end: number]
  /** 1-based. */
  line: number
  /** 1-based. */
  column: number
  frame: string
  /** What to do, in the imperative. */
  hint: string
  related?: readonly RelatedPlace[]
}

/** A second place that a diagnostic talks about. */
export interface RelatedPlace {
  message: string
  file: string
  where: string
  line: number
  column: number
  frame: string
}

/** What a function of the catalogue returns. */
export interface Finding {
  code: string
  severity: 'error' | 'warning'
  message: string
  range: readonly [start: number, end: number]
  hint: string
  related?: readonly { message: string; range: readonly [start: number, end: number] }[]
}

/** The same finding about another text of the file. */
export function moveFinding(
  finding: Finding,
  toRange: (range: Finding['range']) => Finding['range'],
): Finding {
  const moved = { ...finding, range: toRange(finding.range) }
  if (finding.related === undefined) return moved
  const related = finding.related.map((place) => ({ ...place, range: toRange(place.range) }))
  return { ...moved, related }
}

/** The file that a finding is about. */
export interface DiagnosedFile {
  code: string
  file: string
  name: string
}

/** Adds file, position and code frames to a finding. */
export function locate(source: DiagnosedFile, finding: Finding): Diagnostic {
  const { code, severity, message, range, hint } = finding
  const diagnostic = { code, severity, message, range, hint, ...placeOf(source, range) }
  if (finding.related === undefined) return diagnostic
  const related = finding.related.map((place) => ({
    message: place.message,
    ...placeOf(source, place.range),
  }))
  return { ...diagnostic, related }
}

/** File, position and code frame of a range. */
export function placeOf(
  source: DiagnosedFile,
  range: readonly [start: number, end: number],
): Omit<RelatedPlace, 'message'> {
  const position = positionAt(source.code, range[0])
  return {
    file: source.file,
    where: whereOf(source.name, position),
    ...position,
    frame: codeFrame(source.code, range),
  }
}
