// The arguments of a call: which is the label, which is the closure, and whether they are what they must be.

import type { ArrowFunctionExpression, CallExpression, Function, Node } from 'oxc-parser'

import { labelProblem } from '../src/label.ts'
import * as calls from './diagnostics/calls.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import { unwrap } from './syntax.ts'
import type { Range } from './syntax.ts'

/** A call with all that it needs. The range is that of the call. */
export interface Call extends Range {
  call: CallExpression
  label: string
  labelNode: Node
  closure: ArrowFunctionExpression | Function
}

/** Reads the arguments: a label, options if there are any, and a closure; or says what is wrong with them. */
export function checkArguments(call: CallExpression, code: string): Call | { findings: Finding[] } {
  const args = call.arguments
  const spread = args.find((argument) => argument.type === 'SpreadElement')
  if (spread !== undefined) return { findings: [calls.argumentsSpread(spread)] }
  const findings: Finding[] = []
  const label = checkLabel(call, findings)
  const closure = checkClosure(call, code, findings)
  const labelNode = args[0]
  if (label === undefined || closure === undefined || labelNode === undefined) return { findings }
  const { start, end } = call
  return { call, start, end, label, labelNode: unwrap(labelNode), closure }
}

function checkLabel(call: CallExpression, findings: Finding[]): string | undefined {
  const [first] = call.arguments
  if (first === undefined || isClosure(unwrap(first))) {
    findings.push(calls.labelMissing(call))
    return undefined
  }
  const node = unwrap(first)
  const label = literalText(node)
  if (label === undefined) {
    findings.push(calls.labelNotLiteral(node))
    return undefined
  }
  const problem = labelProblem(label)
  if (problem === undefined) return label
  findings.push(calls.labelInvalid(node, problem))
  return undefined
}

function checkClosure(
  call: CallExpression,
  code: string,
  findings: Finding[],
): Call['closure'] | undefined {
  const args = call.arguments.map((argument) => unwrap(argument))
  const last = args.at(-1)
  const early = args.slice(0, -1).find(isClosure)
  if (args.length <= 3 && last !== undefined && isClosure(last)) {
    if (args.length > 1) return last
    return undefined // the label is missing, which has been said
  }
  if (early !== undefined || args.length > 3) {
    findings.push(calls.argumentsOrder(early ?? args[3] ?? call))
  } else if (args.length < 2 || last === undefined || last.type === 'ObjectExpression') {
    findings.push(calls.closureMissing(call))
  } else if (last.type === 'Identifier' || last.type === 'MemberExpression') {
    findings.push(calls.closureByName(last, code.slice(last.start, last.end)))
  } else {
    findings.push(calls.closureNotInline(last))
  }
  return undefined
}

function isClosure(node: Node): node is Call['closure'] {
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'
}

/** The text of a string literal or of a template without substitutions. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined
  return node.quasis[0]?.value.cooked ?? undefined
}
