// Which variable each name means. Wraps the scope manager, so that the rest of the compiler sees only
// uses at run time, in source order, and variables that exist at run time.

import { analyze } from '@typescript-eslint/scope-manager'
import type { Scope, Variable } from '@typescript-eslint/scope-manager'
import type { Node, Program } from 'oxc-parser'

import { contains } from './syntax.ts'
import type { Range, SyntaxFacts } from './syntax.ts'

export type { Variable }

/** One occurrence of a name that exists at run time. */
export interface Use extends Range {
  name: string
  /** The identifier. */
  node: Node
  /** What it means; `undefined` for globals and for what only the types declare. */
  variable: Variable | undefined
  isWrite: boolean
  isRead: boolean
  /** The write that a declaration does with its own initialiser. */
  isInit: boolean
}

/** All scopes of a file. */
export interface FileScopes {
  moduleScope: Scope
  /** In source order. */
  uses: readonly Use[]
  variableToUses: ReadonlyMap<Variable, readonly Use[]>
  /** What `name` means where `node` stands. */
  find: (name: string, node: Node) => Variable | undefined
}

/** Resolves all names of `program`. */
export function resolveScopes(program: Program, syntax: SyntaxFacts): FileScopes {
  // The tree is TS-ESTree, which the scope manager knows by types of its own.
  const manager = analyze(program as unknown as Parameters<typeof analyze>[0], {
    sourceType: 'module',
    // No implicit globals: a name that the file does not declare stays unresolved.
    lib: [],
    jsxPragma: null,
  })
  const moduleScope = manager.scopes.find((scope) => scope.type === 'module')
  if (moduleScope === undefined) throw new Error('Expected a module scope')
  const variableToRuntime = new Map<Variable, Variable | undefined>()
  const toRuntime = (variable: Variable): Variable | undefined => {
    if (variableToRuntime.has(variable)) return variableToRuntime.get(variable)
    const found = runtimeVariable(variable)
    variableToRuntime.set(variable, found)
    return found
  }
  const uses: Use[] = []
  for (const scope of manager.scopes) {
    for (const reference of scope.references) {
      const node = reference.identifier as unknown as Node
      if (!reference.isValueReference || syntax.typeOnly.has(node)) continue
      uses.push({
        name: reference.identifier.name,
        node,
        start: node.start,
        end: node.end,
        variable: reference.resolved ? toRuntime(reference.resolved) : undefined,
        isWrite: reference.isWrite(),
        isRead: reference.isRead(),
        isInit: reference.init === true,
      })
    }
  }
  uses.sort((a, b) => a.start - b.start)
  const scopeAt = (node: Node | undefined): Scope => {
    if (node === undefined) return moduleScope
    // By its node, of whatever type.
    return manager.acquire(node as never, true) ?? scopeAt(syntax.parents.get(node))
  }
  const find = (name: string, node: Node): Variable | undefined => {
    let scope: Scope | null = scopeAt(syntax.parents.get(node))
    for (; scope !== null; scope = scope.upper) {
      const found = scope.set.get(name)
      const variable = found && runtimeVariable(found)
      if (variable !== undefined) return variable
    }
    return undefined
  }
  return { moduleScope, uses, variableToUses: groupByVariable(uses), find }
}

/** The uses that lie within `range`. */
export function usesWithin(uses: readonly Use[], range: Range): readonly Use[] {
  return uses.slice(firstAt(uses, range.start), firstAt(uses, range.end))
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
    at = Math.max(at, firstAt(uses, range.end))
  }
  for (; at < uses.length; at += 1) outside.push(uses[at] as Use)
  return outside
}

/** Whether `variable` is declared by `range` itself: its parameters, locals or own name. */
export function isDeclaredWithin(variable: Variable, range: Range): boolean {
  return contains(range, variable.scope.block as unknown as Range)
}

/** Where the name of `variable` is declared first; without a type annotation. */
export function declaredAt(variable: Variable): Range {
  const name = variable.defs[0]?.name as unknown as Range | undefined
  const start = name?.start ?? 0
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
  return scope.upper.set.get(variable.name) ?? variable
}

function isErasedDefinition(definition: Variable['defs'][number]): boolean {
  if (definition.type === 'Type') return true
  return isAmbient(definition.node) || isAmbient(definition.parent)
}

// `declare const VERSION: string` promises a global: to the program it is one.
function isAmbient(node: unknown): boolean {
  return typeof node === 'object' && node !== null && 'declare' in node && node.declare === true
}

function groupByVariable(uses: readonly Use[]): Map<Variable, Use[]> {
  const groups = new Map<Variable, Use[]>()
  for (const use of uses) {
    if (use.variable === undefined) continue
    const group = groups.get(use.variable)
    if (group === undefined) groups.set(use.variable, [use])
    else group.push(use)
  }
  return groups
}

// Index of the first use that starts at or after `offset`.
function firstAt(uses: readonly Use[], offset: number): number {
  let low = 0
  let high = uses.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((uses[middle]?.start ?? Infinity) < offset) low = middle + 1
    else high = middle
  }
  return low
}
