// Checks for values that every process has its own of: a command line, a start time, a random number.
// Copied into another process, their declarations compute something else.

import type { Node } from 'oxc-parser'

import type { FileModel } from './captures.ts'
import { calledFunction } from './declared-function.ts'
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

const OWN_DATA = new Set([
  'process.argv',
  'process.pid',
  'process.ppid',
  'performance.timeOrigin',
  'new Date()',
])
/** Of functions, what a call gives: they themselves are the same. */
const OWN_RESULTS = new Set([
  'process.hrtime',
  'process.uptime',
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'crypto.randomInt',
  'crypto.getRandomValues',
  'fs.mkdtempSync',
  'fs/promises.mkdtemp',
])

/** What is not the same in each process, of what is computed where `range` is: in it, or in functions that it calls. */
function ownValueIn(
  model: FileModel,
  range: Range,
  called = new Set<Node>(),
): Expression | undefined {
  const { scopes, syntax } = model
  for (const use of usesWithin(scopes.uses, range)) {
    if (isDelayed(use.node, range, model)) continue
    const expression = expressionOf(use, model)
    if (expression !== undefined && isOwn(expression, model)) return expression
    const call = syntax.parents.get(use.node)
    const isCalled = call?.type === 'CallExpression' && call.callee === use.node
    const code = isCalled ? calledFunction(use.node, scopes) : undefined
    const body = code?.body
    if (body == null || code?.generator || called.has(body)) continue
    called.add(body)
    const inside = ownValueIn(model, body, called)
    if (inside !== undefined) return inside
  }
  return undefined
}

function isOwn({ text, node }: Expression, { syntax: { parents } }: FileModel): boolean {
  if (OWN_DATA.has(text)) return true
  if (!OWN_RESULTS.has(text)) return false
  let outer = parents.get(node)
  while (outer?.type === 'MemberExpression') outer = parents.get(outer) // process.hrtime.bigint()
  // Called, or given to what calls it.
  return outer?.type === 'CallExpression'
}

// `process.argv`, `Date.now`, `crypto.randomUUID`: of the global, or of the Node module with that name.
function expressionOf(use: Use, { syntax, topLevel }: FileModel): Expression | undefined {
  const name = nameOf(use, topLevel)
  if (name === undefined) return undefined
  const parent = syntax.parents.get(use.node)
  if (parent?.type === 'VariableDeclarator' && parent.init === use.node) {
    const taken = parent.id.type === 'ObjectPattern' ? parent.id.properties : []
    const text = taken
      .map((each) => (each.type === 'Property' ? `${name}.${keyOf(each.key)}` : ''))
      .find((each) => OWN_DATA.has(each))
    if (text !== undefined) return { text, node: parent.id }
  }
  if (parent?.type === 'NewExpression' && parent.callee === use.node) {
    return { text: parent.arguments.length === 0 ? `new ${name}()` : '', node: parent }
  }
  const isMember = parent?.type === 'MemberExpression' && parent.object === use.node
  if (!isMember || OWN_DATA.has(name)) {
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
  const module = /^(?:node:)?(process|crypto|perf_hooks|fs|fs\/promises)$/.exec(
    origin.statement.source.value,
  )?.[1]
  const { specifier } = origin
  if (module === undefined || specifier.type !== 'ImportSpecifier') return module
  const imported = keyOf(specifier.imported)
  // What it exports are the globals with those names.
  return module === 'perf_hooks' ? imported : `${module}.${imported}`
}

function keyOf(key: Node): string {
  if (key.type === 'Literal') return String(key.value)
  return key.type === 'Identifier' ? key.name : ''
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
