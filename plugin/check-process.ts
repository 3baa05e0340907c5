// Checks for values that every process has its own of: a command line, a start time, a random number.
// Copied into another process, their declarations compute something else.

import type { Node } from 'oxc-parser'

import type { FileModel } from './captures.ts'
import type { TopLevel } from './declarations.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import { argumentsOfProcess, copyDiffers } from './diagnostics/state.ts'
import { isInSlice } from './reach.ts'
import type { Slice } from './reach.ts'
import { usesWithin } from './scope.ts'
import type { Use } from './scope.ts'
import { contains } from './range.ts'
import type { Range } from './range.ts'

/** What in the slices of a file is not the same in another process. */
export function checkProcess(model: FileModel, slices: readonly Slice[]): Finding[] {
  const commandLines = model.scopes.uses.filter(
    (use) =>
      nameOf(use, model.topLevel)?.startsWith('process') &&
      expressionOf(use, model)?.text === 'process.argv',
  )
  return slices.flatMap((slice) => [
    ...checkCopies(model, slice),
    ...checkCommandLine(model, slice, commandLines),
  ])
}

function checkCopies(model: FileModel, { declarations }: Slice): Finding[] {
  return [...declarations].flatMap(([declaration, user]) => {
    if (declaration.type !== 'declarator') return []
    const source = ownValueIn(model, declaration)
    return source === undefined ? [] : [copyDiffers(user, user.name, source.text, source.node)]
  })
}

function checkCommandLine(model: FileModel, slice: Slice, uses: readonly Use[]): Finding[] {
  return uses
    .filter((use) => isInSlice(slice, use) && !isInInitialiser(slice, use, model))
    .map((use) => argumentsOfProcess(expressionOf(use, model)?.node ?? use))
}

interface Expression {
  text: string
  node: Node
}

const OWN_VALUES = new Set([
  'process.argv',
  'process.pid',
  'process.ppid',
  'process.hrtime',
  'process.uptime',
  'Date.now',
  'new Date()',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'crypto.getRandomValues',
  'randomUUID',
  'randomBytes',
])

function ownValueIn(model: FileModel, range: Range): Expression | undefined {
  for (const use of usesWithin(model.scopes.uses, range)) {
    if (isDelayed(use.node, range, model)) continue
    const expression = expressionOf(use, model)
    if (expression !== undefined && OWN_VALUES.has(expression.text)) return expression
  }
  return undefined
}

// `process.argv`, `Date.now`, `randomUUID`: of the global, or of the Node module with that name.
function expressionOf(use: Use, { syntax, topLevel }: FileModel): Expression | undefined {
  const name = nameOf(use, topLevel)
  if (name === undefined) return undefined
  const parent = syntax.parents.get(use.node)
  if (parent?.type === 'NewExpression' && parent.callee === use.node) {
    return { text: parent.arguments.length === 0 ? `new ${name}()` : '', node: parent }
  }
  const isMember = parent?.type === 'MemberExpression' && parent.object === use.node
  if (!isMember || OWN_VALUES.has(name)) {
    return { text: name, node: use.node }
  }
  const { property } = parent
  return { text: property.type === 'Identifier' ? `${name}.${property.name}` : '', node: parent }
}

function nameOf({ name, variable }: Use, topLevel: TopLevel): string | undefined {
  if (variable === undefined) return name
  if (variable.defs[0]?.type !== 'ImportBinding') return undefined
  const origin = topLevel.variableToOrigin.get(variable)
  if (origin?.type !== 'import') return undefined
  const module = /^(?:node:)?(process|crypto|perf_hooks)$/.exec(origin.statement.source.value)?.[1]
  const { specifier } = origin
  if (module === undefined || specifier.type !== 'ImportSpecifier') return module
  const { imported } = specifier
  const importedName = imported.type === 'Literal' ? imported.value : imported.name
  return module === 'process' ? `process.${importedName}` : importedName
}

function isInInitialiser(slice: Slice, use: Use, model: FileModel): boolean {
  return [...slice.declarations.keys()].some(
    (declaration) =>
      declaration.type === 'declarator' &&
      contains(declaration, use) &&
      !isDelayed(use.node, declaration, model),
  )
}

function isDelayed(node: Node, range: Range, { syntax }: FileModel): boolean {
  for (let parent = syntax.parents.get(node); parent; parent = syntax.parents.get(parent)) {
    if (!contains(range, parent)) return false
    if (parent.type.includes('Function')) return true
  }
  return false
}
