// Which function a name stands for, where its declaration says so and nothing gives it another one.

import type { ArrowFunctionExpression, Function, Node } from 'oxc-parser'

import { usesWithin } from './scope.ts'
import type { FileScopes, Variable } from './scope.ts'
import { unwrap } from './syntax.ts'

/** The function that `variable` is declared as or with. */
export function functionOf(variable: Variable): ArrowFunctionExpression | Function | undefined {
  const [definition] = variable.defs
  // A parameter is declared by the function that it belongs to.
  if (definition?.type !== 'FunctionName' && definition?.type !== 'Variable') return undefined
  const { node } = definition
  const isNamed = node.type !== 'VariableDeclarator' || node.id.type === 'Identifier'
  const code = node.type === 'VariableDeclarator' ? node.init && unwrap(node.init) : node
  switch (code?.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return isNamed && !variable.uses.some((use) => use.isWrite && !use.isInit) ? code : undefined
    default:
      return undefined
  }
}

/** The function of this file that `callee` calls by its name. */
export function calledFunction(
  callee: Node,
  scopes: FileScopes,
): ArrowFunctionExpression | Function | undefined {
  const name = unwrap(callee)
  if (name.type !== 'Identifier') return undefined
  const variable = usesWithin(scopes.uses, name)[0]?.variable
  return variable && functionOf(variable)
}
