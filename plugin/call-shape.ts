// The arguments of a call: which is the label, which is the closure, and whether they are what they must be.

import type { ArrowFunctionExpression, CallExpression, Function, Node } from 'oxc-parser'

import { labelProblem } from '../src/label.ts'
import * as calls from './diagnostics/calls.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import { unwrap } from './syntax.ts'
import type { Range } from './range.ts'

/** The functions whose calls are compiled. */
export type FunctionName = 'task' | 'worker' | 'pool'

/** A call with all that it needs. The range is that of the call. */
export interface Call extends Range {
  functionName: FunctionName
  call: CallExpression
  label: string
  labelNode: Node
  /** The function, or the name of one. */
  closure: Node
  isGenerator: boolean
}

/** A call of `task.prewarm`, which has a label and no closure. The range is that of the call. */
export interface Prewarm extends Range {
  call: CallExpression
  label: string
  labelNode: Node
}

/** What a call that is compiled calls. */
export type CalledName = FunctionName | 'task.prewarm'

/** Tells what a closure is that is passed by name, if that can be seen. */
export type FindNamed = (node: Node) => { isGenerator: boolean } | undefined

/** Reads the arguments: a label, options if there are any, and a closure; or says what is wrong with them. */
export function checkArguments(
  call: CallExpression,
  functionName: FunctionName,
  code: string,
  findNamed: FindNamed,
): Call | { findings: Finding[] } {
  const args = call.arguments
  const spread = args.find((argument) => argument.type === 'SpreadElement')
  if (spread !== undefined) return { findings: [calls.argumentsSpread(spread, functionName)] }
  const findings: Finding[] = []
  const label = checkLabel(call, functionName, findings)
  const found = checkClosure(call, functionName, code, findNamed, findings)
  const labelNode = args[0]
  if (label === undefined || found === undefined || labelNode === undefined) return { findings }
  const { closure, isGenerator } = found
  if (functionName !== 'task' && isGenerator) {
    return { findings: [calls.setupGenerator(closure, functionName)] }
  }
  const { start, end } = call
  return { functionName, call, start, end, label, labelNode: unwrap(labelNode), ...found }
}

/** Reads the arguments of a call of `task.prewarm`: a label, and options if there are any. */
export function checkPrewarm(call: CallExpression): Prewarm | { findings: Finding[] } {
  const args = call.arguments
  const spread = args.find((argument) => argument.type === 'SpreadElement')
  if (spread !== undefined) return { findings: [calls.argumentsSpread(spread, 'task.prewarm')] }
  const findings: Finding[] = []
  const label = checkLabel(call, 'task.prewarm', findings)
  const closure = args.slice(1).find((argument) => isClosure(unwrap(argument)))
  if (closure !== undefined) findings.push(calls.prewarmClosure(closure))
  const labelNode = args[0]
  if (label === undefined || labelNode === undefined || findings.length > 0) return { findings }
  const { start, end } = call
  return { call, start, end, label, labelNode: unwrap(labelNode) }
}

/**
 * Whether a call of `pool` asks for processes that can run any task: no label, no closure, and so nothing
 * to compile.
 */
export function isTaskPool({ arguments: args }: CallExpression): boolean {
  const [first] = args
  if (first === undefined) return true
  if (args.length > 1 || first.type === 'SpreadElement') return false
  const node = unwrap(first)
  const isText = literalText(node) !== undefined || node.type === 'TemplateLiteral'
  return !isText && !isClosure(node)
}

function checkLabel(
  call: CallExpression,
  functionName: CalledName,
  findings: Finding[],
): string | undefined {
  const [first] = call.arguments
  const node = first && unwrap(first)
  if (node === undefined || isClosure(node) || node.type === 'ObjectExpression') {
    findings.push(calls.labelMissing(call, functionName))
    return undefined
  }
  const label = literalText(node)
  if (label === undefined) {
    findings.push(calls.labelNotLiteral(node, functionName))
    return undefined
  }
  const problem = labelProblem(label)
  if (problem === undefined) return label
  findings.push(calls.labelInvalid(node, problem))
  return undefined
}

function checkClosure(
  call: CallExpression,
  functionName: FunctionName,
  code: string,
  findNamed: FindNamed,
  findings: Finding[],
): Pick<Call, 'closure' | 'isGenerator'> | undefined {
  const args = call.arguments.map((argument) => unwrap(argument))
  const last = args.at(-1)
  const early = args.slice(0, -1).find(isClosure)
  if (args.length <= 3 && last !== undefined && isClosure(last)) {
    if (args.length > 1) return { closure: last, isGenerator: last.generator }
    return undefined // the label is missing, which has been said
  }
  if (early !== undefined || args.length > 3) {
    findings.push(calls.argumentsOrder(early ?? args[3] ?? call, functionName))
  } else if (args.length < 2 || last === undefined || last.type === 'ObjectExpression') {
    findings.push(calls.closureMissing(call, functionName))
  } else if (last.type === 'Identifier' || last.type === 'MemberExpression') {
    const named = findNamed(last)
    if (named !== undefined) return { closure: last, isGenerator: named.isGenerator }
    findings.push(calls.closureByName(last, code.slice(last.start, last.end), functionName))
  } else {
    findings.push(calls.closureNotInline(last, functionName))
  }
  return undefined
}

function isClosure(node: Node): node is ArrowFunctionExpression | Function {
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'
}

/** The text of a string literal or of a template without substitutions. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined
  return node.quasis[0]?.value.cooked ?? undefined
}
