// Functions and classes of the code around a closure. Values are sent; code is copied, if it can be seen what
// its name means: one declaration, never assigned again.

import type { Class, Node } from 'oxc-parser'

import type { FileModel } from './captures.ts'
import { mutationOf } from './mutations.ts'
import { usesWithin } from './scope.ts'
import type { Variable } from './scope.ts'
import { contains } from './range.ts'
import { unwrap } from './syntax.ts'
import type { Range } from './range.ts'

/** A local declaration that can be copied. The range is what is copied. */
export interface LocalCode extends Range {
  type: 'code'
  variable: Variable
  kind: CodeKind
  /** What stands in front of the copy. */
  before: string
  /** The class, if it is one. */
  classNode: Class | undefined
}

/** A local declaration of code that cannot be copied, and the place that is the reason. */
export interface StuckCode {
  type: 'stuck'
  kind: CodeKind
  reason:
    | 'reassigned'
    | 'changed'
    | 'declared again'
    | 'declared by a var'
    | 'declared in the head of a loop'
  place: Range
}

export type CodeKind = 'function' | 'class'

/** The code that `variable`, which is none of the module's top level, stands for; `undefined` for values. */
export function localCodeOf(
  model: FileModel,
  variable: Variable | undefined,
): LocalCode | StuckCode | undefined {
  if (variable === undefined) return undefined
  const { localCode } = model
  if (!localCode.has(variable)) localCode.set(variable, findLocalCode(model, variable))
  return localCode.get(variable)
}

function findLocalCode(model: FileModel, variable: Variable): LocalCode | StuckCode | undefined {
  const definitions = variable.defs.filter(({ type, node }) => {
    return type !== 'Type' && node.type !== 'TSDeclareFunction'
  })
  const declared = definitions.map(({ type, node }) =>
    // Of a parameter, the node is the function that has it.
    type === 'Parameter' ? undefined : describe(node, variable),
  )
  const code = declared.find((each) => each !== undefined)
  if (code === undefined) return undefined
  const { kind } = code
  const other = definitions.find((_, index) => declared[index] !== code)
  if (other !== undefined) {
    return { type: 'stuck', kind, reason: 'declared again', place: other.name }
  }
  const { uses } = variable
  const write = uses.find(({ isWrite, isInit }) => isWrite && !isInit)
  if (write !== undefined) return { type: 'stuck', kind, reason: 'reassigned', place: write }
  const change = uses.find(
    (use) => !contains(code, use) && mutationOf(use, model.syntax)?.type === 'assign',
  )
  if (change !== undefined) return { type: 'stuck', kind, reason: 'changed', place: change }
  if (seesFirstRound(model, variable, code)) {
    return { type: 'stuck', kind, reason: 'declared in the head of a loop', place: code }
  }
  if (!isCertain(model, variable)) {
    return { type: 'stuck', kind, reason: 'declared by a var', place: code }
  }
  return code
}

function describe(node: Node, variable: Variable): LocalCode | undefined {
  const { start, end } = node
  const code = { type: 'code' as const, variable, start, end }
  switch (node.type) {
    case 'FunctionDeclaration':
      return { ...code, kind: 'function', before: '', classNode: undefined }
    // The name of an expression is a variable inside it.
    case 'FunctionExpression':
      return {
        ...code,
        kind: 'function',
        before: `const ${variable.name} = `,
        classNode: undefined,
      }
    case 'ClassDeclaration':
      return { ...code, kind: 'class', before: '', classNode: node }
    case 'ClassExpression':
      return { ...code, kind: 'class', before: `const ${variable.name} = `, classNode: node }
    case 'VariableDeclarator': {
      const init = node.id.type === 'Identifier' && node.init ? unwrap(node.init) : undefined
      switch (init?.type) {
        case 'ArrowFunctionExpression':
        case 'FunctionExpression':
          return { ...code, kind: 'function', before: 'const ', classNode: undefined }
        case 'ClassExpression':
          return { ...code, kind: 'class', before: 'const ', classNode: init }
        default:
          return undefined
      }
    }
    default:
      return undefined
  }
}

// Whether the declaration has run where the name can be used: a `var` in a branch may not have.
function isCertain({ syntax }: FileModel, variable: Variable): boolean {
  const declaration = variable.defs[0]?.parent
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'var') return true
  const block = syntax.parents.get(declaration)
  const holder = block && syntax.parents.get(block)
  return block?.type === 'BlockStatement' && holder?.type.includes('Function') === true
}

// `for (let i = 0, get = () => i; …; i++)`: it sees the first `i`, and a copy would see that of the round.
function seesFirstRound({ syntax, scopes }: FileModel, variable: Variable, code: Range): boolean {
  const declaration = variable.defs[0]?.parent
  if (declaration?.type !== 'VariableDeclaration') return false
  const loop = syntax.parents.get(declaration)
  if (loop?.type !== 'ForStatement' || loop.init !== declaration) return false
  return usesWithin(scopes.uses, code).some(
    ({ variable: used }) =>
      used?.scope.block === loop && used.uses.some(({ isWrite, isInit }) => isWrite && !isInit),
  )
}

/** The parts of a class that run when it is made, and not when it is used. */
export function evaluatedParts({ superClass, decorators, body }: Class): Node[] {
  const parts: Node[] = [...decorators]
  if (superClass !== null) parts.push(superClass)
  for (const member of body.body) {
    if (member.type === 'StaticBlock') parts.push(member)
    if ('decorators' in member) parts.push(...member.decorators)
    if ('computed' in member && member.computed) parts.push(member.key)
    const isField = member.type === 'PropertyDefinition' || member.type === 'AccessorProperty'
    if (isField && member.static && member.value !== null && !isCode(unwrap(member.value))) {
      parts.push(member.value)
    }
  }
  return parts
}

function isCode({ type }: Node): boolean {
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression'
}
