// Tells when the use of a variable changes the object that it holds.

import type { Node } from 'oxc-parser'

import { calledFunction } from './declared-function.ts'
import { memberName } from './package-exports.ts'
import type { FileScopes, Use, Variable } from './scope.ts'
import { outermost, unwrap } from './syntax.ts'
import type { SyntaxFacts } from './syntax.ts'

/** How an object is changed. */
export interface Mutation {
  type: 'assign' | 'call'
  /** The whole changing expression. */
  node: Node
  /** The method of a call. */
  method: string | undefined
  /** It is called on something that the object holds: `state.names.push(name)`. */
  isInside: boolean
}

/** The change that `use` makes to its object, if it makes one that can be seen. */
export function mutationOf(use: Use, syntax: SyntaxFacts): Mutation | undefined {
  const identifier = outermost(use.node, syntax.parents)
  const holder = syntax.parents.get(identifier)
  if (holder?.type === 'CallExpression' && holder.arguments[0] === identifier) {
    return isObjectMutator(holder.callee)
      ? { type: 'assign', node: holder, method: undefined, isInside: false }
      : undefined
  }
  let member = identifier
  let parent = holder
  let depth = 0
  while (parent?.type === 'MemberExpression' && parent.object === member) {
    member = outermost(parent, syntax.parents)
    parent = syntax.parents.get(member)
    depth += 1
  }
  if (depth === 0 || parent === undefined) return undefined
  if (isWriteTarget(member, parent, syntax)) {
    const node = parent.type.endsWith('Expression') ? parent : member
    return { type: 'assign', node, method: undefined, isInside: false }
  }
  if (parent.type !== 'CallExpression' || parent.callee !== member) return undefined
  const callee = unwrap(member)
  if (callee.type !== 'MemberExpression') return undefined
  const method = memberName(callee)
  return method === undefined
    ? undefined
    : { type: 'call', node: parent, method, isInside: depth > 1 }
}

/** The change that a function of this file makes to an object that `use` gives to it: `fill(defaults)`. */
export function mutationByCall(
  use: Use,
  syntax: SyntaxFacts,
  scopes: FileScopes,
): Mutation | undefined {
  const argument = outermost(use.node, syntax.parents)
  const call = syntax.parents.get(argument)
  if (call?.type !== 'CallExpression' || call.callee === argument) return undefined
  const at = call.arguments.findIndex((each) => each === argument)
  const isApart = call.arguments.slice(0, at).every(({ type }) => type !== 'SpreadElement')
  const code = isApart ? calledFunction(call.callee, scopes) : undefined
  const parameter = code?.params[at]
  if (!code?.body || parameter?.type !== 'Identifier') return undefined
  const uses = scopes.find(parameter.name, code.body)?.uses ?? []
  const isChanged = uses.some((inner) => {
    const mutation = mutationOf(inner, syntax)
    return mutation !== undefined && isLikely(mutation)
  })
  if (!isChanged || uses.some(({ isWrite }) => isWrite)) return undefined
  return { type: 'assign', node: call, method: undefined, isInside: false }
}

const ARRAY_MUTATORS = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
])
const COLLECTION_MUTATORS = new Set(['set', 'add', 'delete', 'clear'])
const COLLECTIONS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'URLSearchParams'])

/** Whether a mutation surely changes what `variable` was initialised with. */
export function isCertain(mutation: Mutation, variable: Variable): boolean {
  if (mutation.type === 'assign') return true
  const init = initialiserOf(variable)
  if (init === undefined || mutation.method === undefined || mutation.isInside) return false
  if (init.type === 'ArrayExpression') return ARRAY_MUTATORS.has(mutation.method)
  if (init.type !== 'NewExpression' || init.callee.type !== 'Identifier') return false
  if (init.callee.name === 'Array') return ARRAY_MUTATORS.has(mutation.method)
  return COLLECTIONS.has(init.callee.name) && COLLECTION_MUTATORS.has(mutation.method)
}

/** Whether a mutation changes the object, as far as its method's name says so. */
export function isLikely({ type, method = '' }: Mutation): boolean {
  return type === 'assign' || ARRAY_MUTATORS.has(method) || COLLECTION_MUTATORS.has(method)
}

/** The expression that the only declaration of `variable` starts with. */
export function initialiserOf(variable: Variable): Node | undefined {
  const node = variable.defs[0]?.node
  if (node?.type !== 'VariableDeclarator' || node.init == null) return undefined
  return node.id.type === 'Identifier' ? unwrap(node.init) : undefined
}

function isWriteTarget(member: Node, parent: Node, syntax: SyntaxFacts): boolean {
  switch (parent.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left === member
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'RestElement':
      return true
    case 'UnaryExpression':
      return parent.operator === 'delete'
    case 'Property':
      return parent.value === member && syntax.parents.get(parent)?.type === 'ObjectPattern'
    default:
      return false
  }
}

// Object.assign(target, …) and its like.
function isObjectMutator(callee: Node): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false
  if (callee.property.type !== 'Identifier') return false
  return /^(Object\.(assign|definePropert(y|ies)|setPrototypeOf)|Reflect\.(set|defineProperty|deleteProperty|setPrototypeOf))$/.test(
    `${callee.object.name}.${callee.property.name}`,
  )
}
