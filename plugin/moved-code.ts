// Functions that only closures used are not needed in the parent any more, and while they are there, what
// they import is: the native addon that the closures keep out of it. Removes those whose declaration does
// nothing by itself; everything that runs when the file is loaded stays as written.

import type { ClassElement, Node } from 'oxc-parser'

import { effectiveUses } from './captures.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import type { Declaration } from './declarations.ts'
import type { Slice } from './reach.ts'
import type { Use, Variable } from './scope.ts'
import { contains, unwrap } from './syntax.ts'

/** What remains of a file's names in the parent. */
export interface Remainder {
  uses: readonly Use[]
  removed: readonly Declaration[]
}

/** Finds the declarations that the parent can do without. */
export function findMovedCode(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  slices: readonly Slice[],
): Remainder {
  const uses = effectiveUses(model, siteToCaptures, model.source.program)
  // Code that is evaluated may name anything.
  const hasEval = uses.some(({ name, variable }) => name === 'eval' && variable === undefined)
  const moved = new Map(hasEval ? [] : findCandidates(model, slices))
  // What anything that stays refers to must stay, and so on.
  for (let isChanged = true; isChanged;) {
    isChanged = false
    const removed = [...moved.values()].flat()
    for (const { variable, isInit, ...range } of uses) {
      if (variable === undefined || isInit || !moved.has(variable)) continue
      if (removed.some((declaration) => contains(declaration, range))) continue
      isChanged = moved.delete(variable)
    }
  }
  const removed = [...moved.values()].flat()
  return {
    uses: uses.filter((use) => !removed.some((declaration) => contains(declaration, use))),
    removed,
  }
}

/** Whether types keep `variable`: with `emitDecoratorMetadata`, those of decorated parameters are values. */
export function isNeededByMetadata({ syntax, scopes }: FileModel, variable: Variable): boolean {
  const uses = scopes.variableToUses.get(variable) ?? []
  return syntax.hasDecorators && variable.references.length > uses.length
}

function findCandidates(
  model: FileModel,
  slices: readonly Slice[],
): [Variable, readonly Declaration[]][] {
  const reached = new Set(slices.flatMap(({ variables }) => [...variables.keys()]))
  return [...reached].flatMap((variable): [Variable, readonly Declaration[]][] => {
    const origin = model.topLevel.variableToOrigin.get(variable)
    if (origin?.type !== 'declared' || isNeededByMetadata(model, variable)) return []
    const isMovable = origin.declarations.every(
      (declaration) =>
        !declaration.isExported &&
        doesNothing(declaration.node) &&
        !model.sites.some((site) => contains(declaration, site)),
    )
    return isMovable ? [[variable, origin.declarations]] : []
  })
}

// Whether running the declaration does nothing but give a name to code.
function doesNothing(node: Node): boolean {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return true
    case 'ClassDeclaration':
      return (
        node.superClass === null && node.decorators.length === 0 && node.body.body.every(isInert)
      )
    case 'VariableDeclarator': {
      const init = node.init && unwrap(node.init)
      const isCode = init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression'
      return isCode && node.id.type === 'Identifier'
    }
    default:
      return false
  }
}

function isInert(member: ClassElement): boolean {
  if (member.type === 'StaticBlock') return false
  if (member.type === 'TSIndexSignature') return true
  const isField = member.type !== 'MethodDefinition' && member.type !== 'TSAbstractMethodDefinition'
  return !member.computed && member.decorators.length === 0 && !(isField && member.static)
}
