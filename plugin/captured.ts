// What a closure captured, and how each variable gets to its process: the list that people are shown.

import type { CallSite } from './call-sites.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import type { Slice } from './reach.ts'
import { declaredAt } from './scope.ts'
import type { Variable } from './scope.ts'

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

/** The captures of a call site: values, local code, copied declarations, imports; each in the order of first use. */
export function listCaptured(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  { site, variables, declarations }: Slice,
  lineOf: (offset: number) => number,
): Captured[] {
  const lineOfVariable = (variable: Variable): number => lineOf(declaredAt(variable).start)
  const { values, code: localCode } = siteToCaptures.get(site) ?? { values: [], code: [] }
  const captured: Captured[] = [
    ...values.map(({ name, variable, use }): Captured => {
      return {
        name,
        travel: 'value',
        line: variable ? lineOfVariable(variable) : lineOf(use.start),
      }
    }),
    ...localCode.map(({ code: { variable } }): Captured => {
      return { name: variable.name, travel: 'code', line: lineOfVariable(variable) }
    }),
  ]
  const imports: Captured[] = []
  for (const variable of variables.keys()) {
    const origin = model.topLevel.variableToOrigin.get(variable)
    const { name } = variable
    const line = lineOfVariable(variable)
    if (origin?.type === 'import') {
      imports.push({ name, travel: 'import', from: origin.statement.source.value, line })
    } else {
      captured.push({ name, travel: 'copy', line })
    }
  }
  // `namespace A.B {}` declares an `A` that is no variable.
  for (const [declaration, use] of declarations) {
    if (use.variable !== undefined) continue
    captured.push({ name: use.name, travel: 'copy', line: lineOf(declaration.start) })
  }
  return [...captured, ...imports]
}

/** Labels of the call sites that run in the process of another one. */
export function labelsOf(sites: readonly CallSite[]): string[] {
  return [...new Set(sites.map(({ label }) => label))]
}
