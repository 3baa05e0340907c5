// Whether code runs when its file is loaded, or only when something calls it.

import type { AccessorProperty, Node, PropertyDefinition } from 'oxc-parser'

import type { FileModel } from './captures.ts'
import { calledExport } from './package-exports.ts'
import { unwrap } from './syntax.ts'
import type { SyntaxFacts } from './syntax.ts'

/** Whether `node` is in no function, or only in such that are called when the file is loaded. */
export function runsAtLoad(node: Node, model: FileModel): boolean {
  return isReached(node, model, new Set())
}

function isReached(node: Node, model: FileModel, visited: Set<Node>): boolean {
  const { parents } = model.syntax
  for (
    let inner = node, outer = parents.get(node);
    outer;
    inner = outer, outer = parents.get(outer)
  ) {
    if (isFunction(outer) && !isCalledWhereItIs(outer, model)) {
      return isCalledByName(outer, model, visited)
    }
    if (isFieldOfInstances(outer) && outer.value === inner) return false
    if (isBehindGuard(inner, outer, model)) return false
  }
  return true
}

// `function main() { … }` and somewhere below `main()`: how most programs start.
function isCalledByName(node: Code, model: FileModel, visited: Set<Node>): boolean {
  if (visited.has(node) || node.generator === true) return false
  visited.add(node)
  const { syntax, scopes } = model
  const holder = node.type === 'FunctionDeclaration' ? node : syntax.parents.get(node)
  const isNamed = holder?.type === 'FunctionDeclaration' || holder?.type === 'VariableDeclarator'
  if (!isNamed || holder.id?.type !== 'Identifier') return false
  const variable = scopes.find(holder.id.name, holder)
  const uses = variable?.uses ?? []
  return uses.some((use) => {
    const call = syntax.parents.get(use.node)
    return (
      call?.type === 'CallExpression' && call.callee === use.node && isReached(call, model, visited)
    )
  })
}

// `if (import.meta.main) main()`: a child is not where the program was started.
function isBehindGuard(inner: Node, outer: Node, { source }: FileModel): boolean {
  const isBranch = outer.type === 'IfStatement' || outer.type === 'ConditionalExpression'
  const test = isBranch ? outer.test : outer.type === 'LogicalExpression' ? outer.left : undefined
  if (test === undefined || test === inner) return false
  return /\bimport\.meta\b|\brequire\.main\b/.test(source.code.slice(test.start, test.end))
}

// Those of the class itself are initialised with it.
function isFieldOfInstances(node: Node): node is PropertyDefinition | AccessorProperty {
  return (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty') && !node.static
}

type Code = Node & { generator?: boolean }

function isFunction(node: Node): node is Code {
  return (
    node.type === 'ArrowFunctionExpression' ||
    node.type === 'FunctionExpression' ||
    node.type === 'FunctionDeclaration'
  )
}

function isCalledWhereItIs(node: Code, model: FileModel): boolean {
  if (node.type === 'FunctionDeclaration') return false
  return isCalledInPlace(node, model.syntax.parents) || isChild(node, model)
}

// `(async () => { … })()`: how a program starts where there is no top-level await.
function isCalledInPlace(node: Code, parents: SyntaxFacts['parents']): boolean {
  if (node.generator === true) return false
  let callee: Node = node
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
