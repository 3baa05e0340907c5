// Which variable each name means: the uses of names at run time, in source order, and the variables that
// exist at run time.

import type { Node } from 'oxc-parser'

import type { ScopeTree } from './scope-walk.ts'
import { contains, firstStartingAt, startingWithin } from './range.ts'
import type { Range } from './range.ts'
import { namedByTypes } from './type-names.ts'
import { resolve } from './variables.ts'
import type { Definition, Scope, Use, Variable } from './variables.ts'

export type { Use, Variable }

/** All scopes of a file. */
export interface FileScopes {
  moduleScope: Scope
  /** In source order. */
  uses: readonly Use[]
  /** What `name` means where `node` stands. */
  find: (name: string, node: Node) => Variable | undefined
  /** Whether types name `variable`, or code that is erased with them. */
  isNamedByTypes: (variable: Variable) => boolean
}

/** Resolves all names. */
export function resolveScopes(tree: ScopeTree): FileScopes {
  const { moduleScope, nodeToScope, references, typeParts, syntax } = tree
  const uses = references.map(({ node, scope, kind, access }): Use => {
    const { name, start, end } = node
    const { isRead, isWrite, isInit } = access
    const found = resolve(name, start, scope, kind)
    const variable = found && runtimeVariable(found)
    return { name, node, start, end, variable, isWrite, isRead, isInit }
  })
  uses.sort((a, b) => a.start - b.start)
  for (const use of uses) use.variable?.uses.push(use)
  // Where `node` stands, and not what is in it.
  const scopeAround = (node: Node): Scope => {
    let scope = nodeToScope.get(node)
    while (scope?.block === node && scope.upper !== undefined) scope = scope.upper
    if (scope !== undefined) return scope
    const parent = syntax.parents.get(node)
    return parent ? (nodeToScope.get(parent) ?? scopeAround(parent)) : moduleScope
  }
  const find = (name: string, node: Node): Variable | undefined => {
    for (let scope: Scope | undefined = scopeAround(node); scope; scope = scope.upper) {
      const found = scope.get(name)
      const variable = found && runtimeVariable(found)
      if (variable !== undefined) return variable
    }
    return undefined
  }
  let named: ReadonlySet<Variable> | undefined
  const isNamedByTypes = (variable: Variable): boolean =>
    (named ??= namedByTypes(typeParts)).has(variable)
  return { moduleScope, uses, find, isNamedByTypes }
}

/** The uses that lie within `range`. */
export function usesWithin(uses: readonly Use[], range: Range): readonly Use[] {
  return startingWithin(uses, range)
}

/** The uses that lie in none of `ranges`. */
export function usesOutside(uses: readonly Use[], ranges: readonly Range[]): Use[] {
  const sorted = ranges.toSorted((a, b) => a.start - b.start)
  const outside: Use[] = []
  let at = 0
  for (const range of sorted) {
    for (let use = uses[at]; use !== undefined && use.start < range.start; use = uses[(at += 1)]) {
      outside.push(use)
    }
    at = Math.max(at, firstStartingAt(uses, range.end))
  }
  for (; at < uses.length; at += 1) outside.push(uses[at] as Use)
  return outside
}

/** Whether `variable` is declared by `range` itself: its parameters, locals or own name. */
export function isDeclaredWithin(variable: Variable, range: Range): boolean {
  return contains(range, variable.scope.block)
}

/** Where the name of `variable` is declared first; without a type annotation. */
export function declaredAt(variable: Variable): Range {
  const start = variable.defs[0]?.name.start ?? 0
  return { start, end: start + variable.name.length }
}

// Inside a class its name is a variable of its own, which is what lets a class expression have a name.
// For a declaration that is the same thing as the variable outside.
function runtimeVariable(variable: Variable): Variable | undefined {
  if (variable.defs.every(isErasedDefinition)) {
    return variable.name === 'arguments' ? variable : undefined
  }
  const { scope } = variable
  const isInnerClassName = scope.type === 'class' && variable.defs[0]?.type === 'ClassName'
  if (!isInnerClassName || scope.block.type !== 'ClassDeclaration') return variable
  return scope.upper?.get(variable.name) ?? variable
}

function isErasedDefinition({ type, node, parent }: Definition): boolean {
  return type === 'Type' || isAmbient(node) || isAmbient(parent)
}

// `declare const VERSION: string` promises a global: to the program it is one.
function isAmbient(node: Node | undefined): boolean {
  return node !== undefined && 'declare' in node && node.declare === true
}
