// State that copied functions share: who else uses those functions, in the process that has the original.

import type { Node } from 'oxc-parser'

import type { FileModel } from './captures.ts'
import type { Mutation } from './mutations.ts'
import { isInSlice } from './reach.ts'
import type { Slice } from './reach.ts'
import { usesWithin } from './scope.ts'
import type { Use, Variable } from './scope.ts'
import type { Range } from './range.ts'
import { unwrap } from './syntax.ts'

/** A variable whose declarations are copied. */
export interface Copy {
  variable: Variable
  ranges: readonly Range[]
}

/** Code outside the slice that reads `state`, or a copy through which it is used. */
export function findSharingUse(
  model: FileModel,
  slice: Slice,
  copies: readonly Copy[],
  state: Variable,
): Use | undefined {
  const sharing = new Set([state])
  for (let size = 0; size < sharing.size;) {
    size = sharing.size
    for (const { variable: copy, ranges } of copies) {
      const uses = ranges.flatMap((range) => usesWithin(model.scopes.uses, range))
      if (uses.some(({ variable }) => variable && sharing.has(variable))) sharing.add(copy)
    }
  }
  for (const variable of sharing) {
    const user = outsideUses(slice, variable).find(({ isRead }) => isRead)
    if (user !== undefined) return user
  }
  return undefined
}

/** The uses of `variable` in code that is not copied. */
export function outsideUses(slice: Slice, variable: Variable): readonly Use[] {
  return variable.uses.filter((use) => !use.isInit && !isInSlice(slice, use))
}

/** Whether a write gives a value that is computed when it is missed, which is the same in each process. */
export function isMemo({ node, variable }: Use, model: FileModel): boolean {
  const assignment = model.syntax.parents.get(node)
  return assignment !== undefined && isComputedOnce(assignment, variable, model)
}

/**
 * Whether a mutation gives a member another value, as with a counter or a flag; no entry of a cache by its key, and no
 * value that is computed when it is missed.
 */
export function isMemberWrite({ node }: Mutation, variable: Variable, model: FileModel): boolean {
  const isUpdate = node.type === 'UpdateExpression'
  if (!isUpdate && node.type !== 'AssignmentExpression') return false
  const target = unwrap(isUpdate ? node.argument : node.left)
  if (target.type !== 'MemberExpression' || target.computed) return false
  return !isComputedOnce(node, variable, model)
}

function isComputedOnce(
  assignment: Node,
  variable: Variable | undefined,
  { syntax, scopes }: FileModel,
): boolean {
  if (assignment.type !== 'AssignmentExpression') return false
  if (/^(\?\?|\|\|)=$/.test(assignment.operator)) return true
  if (assignment.operator !== '=') return false
  for (let outer = syntax.parents.get(assignment); outer; outer = syntax.parents.get(outer)) {
    if (outer.type.includes('Function')) return false
    const test = outer.type === 'IfStatement' ? outer.test : undefined
    if (test && usesWithin(scopes.uses, test).some((use) => use.variable === variable)) return true
  }
  return false
}
