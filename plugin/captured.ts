// What a closure captured, and how each variable gets to its process: the list that people are shown.

import type { CallSite } from './call-sites.ts'
import type { Slice } from './reach.ts'
import { declaredAt } from './scope.ts'
import type { Variable } from './scope.ts'
import type { PrintContext } from './slice.ts'

/** How a variable travels: by value, as code, by copy of its declaration, or by import. */
export type Travel = 'value' | 'code' | 'copy' | 'import'

/** One captured variable. */
export interface Captured {
  name: string
  travel: Travel
  /** What an import names. */
  from?: string
  /** 1-based line of the source where it is declared. */
  line: number
}

/** The same, and where the source names it. */
export interface CapturedVariable extends Captured {
  /** Offsets of its declaration and of all its uses. */
  occurrences: readonly number[]
}

/** Where a variable is declared and used. */
export type Places = Pick<CapturedVariable, 'line' | 'occurrences'>

/** The captures of a call site: values, local code, copied declarations, imports; each in the order of first use. */
export function listCaptured(
  { model: { topLevel, written }, siteToCaptures, variableToPlaces }: PrintContext,
  { site, variables, declarations }: Slice,
): CapturedVariable[] {
  const lineOf = (offset: number): number => written.locate(written.toOffset(offset)).line
  const placesOf = (variable: Variable): Places => {
    const known = variableToPlaces.get(variable)
    if (known !== undefined) return known
    const { start } = declaredAt(variable)
    const occurrences = [start, ...variable.uses.map((use) => use.start)].map(written.toOffset)
    const places = { line: lineOf(start), occurrences }
    variableToPlaces.set(variable, places)
    return places
  }
  const captured: CapturedVariable[] = []
  const add = (name: string, travel: Travel, { line, occurrences }: Places): void => {
    captured.push({ name, travel, line, occurrences })
  }
  const { values, code } = siteToCaptures.get(site) ?? { values: [], code: [] }
  for (const { name, variable, use } of values) {
    if (variable !== undefined) add(name, 'value', placesOf(variable))
    else add(name, 'value', { line: lineOf(use.start), occurrences: [written.toOffset(use.start)] })
  }
  for (const { variable } of code.map((each) => each.code)) {
    add(variable.name, 'code', placesOf(variable))
  }
  const imports: CapturedVariable[] = []
  for (const variable of variables.keys()) {
    const origin = topLevel.variableToOrigin.get(variable)
    if (origin?.type === 'import') {
      const { line, occurrences } = placesOf(variable)
      const from = origin.statement.source.value
      imports.push({ name: variable.name, travel: 'import', line, occurrences, from })
    } else {
      add(variable.name, 'copy', placesOf(variable))
    }
  }
  // `namespace A.B {}` declares an `A` that is no variable.
  for (const [{ start }, use] of declarations) {
    if (use.variable !== undefined) continue
    add(use.name, 'copy', { line: lineOf(start), occurrences: [written.toOffset(use.start)] })
  }
  return [...captured, ...imports]
}

/** Labels of the call sites that run in the process of another one. */
export function labelsOf(sites: readonly CallSite[]): string[] {
  return [...new Set(sites.map(({ label }) => label))]
}
