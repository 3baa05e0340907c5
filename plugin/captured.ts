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

/** The captures of a call site: values, local code, copied declarations, imports; each in the order of first use. */
export function listCaptured(
  { model: { topLevel, scopes }, siteToCaptures, locate, variableToOccurrences }: PrintContext,
  { site, variables, declarations }: Slice,
): CapturedVariable[] {
  const lineOf = (offset: number): number => locate(offset).line
  const describe = (variable: Variable, travel: Travel): CapturedVariable => {
    const { start } = declaredAt(variable)
    let occurrences = variableToOccurrences.get(variable)
    if (occurrences === undefined) {
      occurrences = [start, ...variable.uses.map((use) => use.start)]
      variableToOccurrences.set(variable, occurrences)
    }
    return { name: variable.name, travel, line: lineOf(start), occurrences }
  }
  const { values, code } = siteToCaptures.get(site) ?? { values: [], code: [] }
  const captured = [
    ...values.map(({ name, variable, use }): CapturedVariable => {
      if (variable !== undefined) return describe(variable, 'value')
      return { name, travel: 'value', line: lineOf(use.start), occurrences: [use.start] }
    }),
    ...code.map((each) => describe(each.code.variable, 'code')),
  ]
  const imports: CapturedVariable[] = []
  for (const variable of variables.keys()) {
    const origin = topLevel.variableToOrigin.get(variable)
    if (origin?.type === 'import') {
      imports.push({ ...describe(variable, 'import'), from: origin.statement.source.value })
    } else {
      captured.push(describe(variable, 'copy'))
    }
  }
  // `namespace A.B {}` declares an `A` that is no variable.
  for (const [{ start }, { name, variable, ...use }] of declarations) {
    if (variable !== undefined) continue
    captured.push({ name, travel: 'copy', line: lineOf(start), occurrences: [use.start] })
  }
  return [...captured, ...imports]
}

/** Labels of the call sites that run in the process of another one. */
export function labelsOf(sites: readonly CallSite[]): string[] {
  return [...new Set(sites.map(({ label }) => label))]
}
