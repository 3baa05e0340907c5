// The function around a closure in its worker module. It takes the values that the closure captured and
// contains the local code that it uses:
//
//   export default ({ limit }) => {
//     const isSmall = (n) => n < limit
//     return () => numbers.filter(isSmall)
//   }
//
// Where one name means two things there, each scope of the source becomes a block again.

import { effectiveUses, placeOf } from './captures.ts'
import type { Capture, Captures, FileModel, SiteToCaptures } from './captures.ts'
import { objectOf } from './edits.ts'
import type { GeneratedNames } from './generated.ts'
import type { LocalCode } from './local-code.ts'
import { contains } from './range.ts'
import type { Range } from './range.ts'

/** A stretch of the source, and what stands in front of it. */
export interface FactoryPart extends Range {
  before: string
}

/** What the factory consists of, in its order: local code, and the closure last. */
export interface Factory {
  parts: readonly FactoryPart[]
  after: string
}

/** Lays out the factory of a closure. */
export function layOutFactory(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  closure: Range,
  captures: Captures,
  names: GeneratedNames,
): Factory {
  const { values } = captures
  const code = captures.code.map((each) => each.code)
  const parameters = values.length === 0 ? '' : objectOf(values)
  if (code.length === 0) {
    return { parts: [partOf(closure, `export default (${parameters}) => `)], after: '' }
  }
  const isFlat = !hasTwoMeanings(model, siteToCaptures, values, code)
  const blocks = isFlat ? [{ values: [], code }] : blocksOf(values, code)
  const parts: FactoryPart[] = []
  let before = `export default (${isFlat ? parameters : names.captured}) => {\n`
  for (const [index, block] of blocks.entries()) {
    if (index > 0) before += '  {\n'
    if (block.values.length > 0) {
      before += `  let ${objectOf(block.values)} = ${names.captured}\n`
    }
    for (const each of block.code.toSorted((a, b) => a.start - b.start)) {
      parts.push(partOf(each, `${before}  ${each.before}`))
      before = ''
    }
  }
  parts.push(partOf(closure, `${before}  return `))
  return { parts, after: `\n${'  }\n'.repeat(blocks.length - 1)}}` }
}

function partOf({ start, end }: Range, before: string): FactoryPart {
  return { start, end, before }
}

function hasTwoMeanings(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  values: readonly Capture[],
  code: readonly LocalCode[],
): boolean {
  const variables = [...values, ...code].map(({ variable }) => variable)
  const nameToVariable = new Map(
    variables.flatMap((variable) => (variable ? [[variable.name, variable]] : [])),
  )
  if (nameToVariable.size < variables.length) return true
  return code.some((each) =>
    effectiveUses(model, siteToCaptures, each).some((use) => {
      const variable = nameToVariable.get(use.name)
      if (variable === undefined || variable === use.variable) return false
      return placeOf(model, use, each) !== 'own'
    }),
  )
}

interface Block {
  values: Capture[]
  code: LocalCode[]
}

// Everything that is captured lies in scopes around the call, and of those each contains the next one.
function blocksOf(values: readonly Capture[], code: readonly LocalCode[]): Block[] {
  const scopeToBlock = new Map<Range | undefined, Block>()
  const blockOf = (scope: Range | undefined): Block => {
    const block = scopeToBlock.get(scope) ?? { values: [], code: [] }
    scopeToBlock.set(scope, block)
    return block
  }
  for (const value of values) blockOf(scopeOf(value)).values.push(value)
  for (const each of code) blockOf(scopeOf(each)).code.push(each)
  return [...scopeToBlock]
    .sort(([a], [b]) => (a === undefined || (b !== undefined && contains(a, b)) ? -1 : 1))
    .map(([, block]) => block)
}

function scopeOf({ variable }: Pick<Capture, 'variable'>): Range | undefined {
  return variable?.scope.block
}
