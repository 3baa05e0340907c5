// What names mean: scopes, the variables in them, and the places that declare those.

import type { Node } from 'oxc-parser'

import type { Range } from './range.ts'

/** One place that declares a variable. */
export interface Definition {
  type:
    | 'CatchClause'
    | 'ClassName'
    | 'FunctionName'
    | 'ImportBinding'
    | 'Parameter'
    | 'TSEnumName'
    | 'TSEnumMember'
    | 'TSModuleName'
    | 'Type'
    | 'Variable'
  /** The identifier, or the string that names a member of an enum. */
  name: Node
  /** What declares it: a declarator, a function (also for its parameters), an import specifier, ... */
  node: Node
  /** The statement of a declarator or an import specifier. */
  parent: Node | undefined
}

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

/** One variable; several declarations of a name in one scope make one. */
export class Variable {
  readonly name: string
  readonly scope: Scope
  /** In the order of the source. `arguments` has none. */
  readonly defs: Definition[]
  /** At run time, in the order of the source. */
  readonly uses: Use[] = []

  constructor(name: string, scope: Scope, defs: Definition[]) {
    this.name = name
    this.scope = scope
    this.defs = defs
  }

  get isValue(): boolean {
    return this.defs.length === 0 || this.defs.some(({ type }) => type !== 'Type')
  }

  get isType(): boolean {
    return this.defs.length === 0 || this.defs.some(({ type }) => TYPES.has(type))
  }
}

// Some of them are values as well.
const TYPES: ReadonlySet<Definition['type']> = new Set([
  'ClassName',
  'ImportBinding',
  'TSEnumName',
  'TSEnumMember',
  'TSModuleName',
  'Type',
])

export type ScopeType =
  | 'module'
  | 'function'
  /** The name of a function expression, which is a variable inside it. */
  | 'function name'
  | 'class'
  | 'static block'
  | 'block'
  | 'enum'
  | 'namespace'
  | 'type'

/** A stretch of the source in which names have a meaning. */
export class Scope {
  readonly type: ScopeType
  readonly block: Node
  readonly upper: Scope | undefined
  /** Most scopes declare nothing. */
  #variables: Map<string, Variable> | undefined

  constructor(type: ScopeType, block: Node, upper: Scope | undefined) {
    this.type = type
    this.block = block
    this.upper = upper
  }

  /** In the order of their first declarations. */
  get variables(): readonly Variable[] {
    return [...(this.#variables?.values() ?? [])]
  }

  /** The variable that this scope itself has of that name. */
  get(name: string): Variable | undefined {
    const variable = this.#variables?.get(name)
    if (variable !== undefined || name !== 'arguments' || !this.#hasArguments()) return variable
    return this.#add(name, [])
  }

  declare(name: string, definition: Definition): void {
    const known = this.#variables?.get(name)
    if (known === undefined) this.#add(name, [definition])
    else known.defs.push(definition)
  }

  /** Where a `var` is declared. */
  get variableScope(): Scope {
    return VARIABLE_SCOPES.has(this.type) || this.upper === undefined
      ? this
      : this.upper.variableScope
  }

  #add(name: string, defs: Definition[]): Variable {
    const variable = new Variable(name, this, defs)
    this.#variables ??= new Map()
    this.#variables.set(name, variable)
    return variable
  }

  #hasArguments(): boolean {
    return this.type === 'function' && this.block.type !== 'ArrowFunctionExpression'
  }
}

const VARIABLE_SCOPES: ReadonlySet<ScopeType> = new Set([
  'module',
  'function',
  'static block',
  'namespace',
])

/**
 * The variable that a name at `start` in `scope` means: a value, a type, or either. Call it when everything is
 * declared.
 */
export function resolve(
  name: string,
  start: number,
  scope: Scope,
  kind: 'value' | 'type' | 'either',
): Variable | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.upper) {
    const variable = at.get(name)
    if (variable === undefined || isOutOfReach(variable, start)) continue
    if (kind !== 'type' && variable.isValue) return variable
    if (kind !== 'value' && variable.isType) return variable
  }
  return undefined
}

// The default value of a parameter does not see what the body declares.
function isOutOfReach({ scope, defs }: Variable, start: number): boolean {
  if (scope.type !== 'function' || defs.length === 0) return false
  const { block } = scope
  const bodyStart = 'body' in block && block.body != null ? (block.body as Node).start : -1
  return start < bodyStart && defs.every(({ name }) => name.start >= bodyStart)
}
