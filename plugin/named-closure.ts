// Closures that are passed by name: `task('x', work)`. They can be moved if the name alone says which
// function it is: one that the file declares or imports.

import type { Node } from 'oxc-parser'

import type { TopLevel } from './declarations.ts'
import { memberName } from './package-exports.ts'
import { usesWithin } from './scope.ts'
import type { FileScopes, Variable } from './scope.ts'
import { unwrap } from './syntax.ts'

/** What is known of a function that is passed by name. */
export interface NamedClosure {
  /** An imported one may be a generator without showing it; then its stream starts with the call. */
  isGenerator: boolean
}

/** The function that `node` names, if that can be seen. */
export function findNamedClosure(
  node: Node,
  scopes: FileScopes,
  topLevel: TopLevel,
): NamedClosure | undefined {
  const holder = node.type === 'MemberExpression' ? unwrap(node.object) : node
  if (holder.type !== 'Identifier') return undefined
  const variable = usesWithin(scopes.uses, holder)[0]?.variable
  if (variable === undefined) return undefined
  const origin = topLevel.variableToOrigin.get(variable)
  const isNamespace =
    origin?.type === 'import' && origin.specifier.type === 'ImportNamespaceSpecifier'
  if (node.type === 'MemberExpression') {
    return isNamespace && memberName(node) !== undefined ? { isGenerator: false } : undefined
  }
  if (origin?.type === 'import') return isNamespace ? undefined : { isGenerator: false }
  return findDeclared(variable, origin?.type === 'declared')
}

// Local functions travel by their text, so they must have one. At the top level, any value may be a function.
function findDeclared(variable: Variable, isTopLevel: boolean): NamedClosure | undefined {
  const definition = variable.defs.at(-1)
  if (definition === undefined || definition.type === 'Parameter') return undefined
  const node = definition.node
  const value = node.type === 'VariableDeclarator' ? node.init && unwrap(node.init) : node
  switch (value?.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return { isGenerator: value.generator }
    case 'CallExpression':
    case 'MemberExpression':
    case 'Identifier':
    case 'ConditionalExpression':
    case 'AwaitExpression':
      return isTopLevel ? { isGenerator: false } : undefined
    default:
      return undefined
  }
}
