// Whether code runs when its file is loaded, or only when something calls it.

import type { AccessorProperty, Node, PropertyDefinition } from 'oxc-parser'

import type { FileModel } from './captures.ts'
import { calledExport } from './package-exports.ts'
import { unwrap } from './syntax.ts'
import type { SyntaxFacts } from './syntax.ts'

/** Whether `node` is in no function, or in one that is called where it is written. */
export function runsAtLoad(node: Node, model: FileModel): boolean {
  const { parents } = model.syntax
  for (
    let inner = node, outer = parents.get(node);
    outer;
    inner = outer, outer = parents.get(outer)
  ) {
    if (isFunction(outer) && !isCalledInPlace(outer, parents) && !isChild(outer, model))
      return false
    if (isFieldOfInstances(outer) && outer.value === inner) return false
  }
  return true
}

// Those of the class itself are initialised with it.
function isFieldOfInstances(node: Node): node is PropertyDefinition | AccessorProperty {
  return (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty') && !node.static
}

function isFunction(node: Node): node is Node & { generator?: boolean } {
  return (
    node.type === 'ArrowFunctionExpression' ||
    node.type === 'FunctionExpression' ||
    node.type === 'FunctionDeclaration'
  )
}

// `(async () => { … })()`: how a program starts where there is no top-level await.
function isCalledInPlace(
  node: Node & { generator?: boolean },
  parents: SyntaxFacts['parents'],
): boolean {
  if (node.generator === true) return false
  let callee = node
  let call = parents.get(node)
  while (call !== undefined && call !== callee && unwrap(call) === node) {
    callee = call
    call = parents.get(call)
  }
  return call?.type === 'CallExpression' && call.callee === callee
}

// `supervise({}, [() => worker('codec', …)])` starts its children itself.
function isChild(node: Node, { syntax, topLevel, scopes }: FileModel): boolean {
  const list = syntax.parents.get(node)
  const call = list?.type === 'ArrayExpression' ? syntax.parents.get(list) : undefined
  if (call?.type !== 'CallExpression') return false
  return calledExport(call, topLevel, scopes) === 'supervise'
}
