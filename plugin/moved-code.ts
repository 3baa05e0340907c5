// Functions that only closures used are not needed in the parent any more, and while they are there, what
// they import is: the native addon that the closures keep out of it. Removes those whose declaration does
// nothing by itself; everything that runs when the file is loaded stays as written.

import type { ClassElement, Node } from 'oxc-parser'

import { outermostSites } from './captures.ts'
import type { FileModel } from './captures.ts'
import type { Declaration } from './declarations.ts'
import type { LocalCode } from './local-code.ts'
import type { Slice } from './reach.ts'
import type { Variable } from './scope.ts'
import { contains, isCovered, union } from './range.ts'
import type { Range } from './range.ts'
import { unwrap } from './syntax.ts'

/** What the parent has no more. */
export interface Removal {
  declarations: readonly Movable[]
  /** These and the closures, apart from each other and in source order. */
  ranges: readonly Range[]
}

/** A declaration that can be taken out of the text. */
export type Movable = Pick<Declaration, 'node' | 'statement' | 'start' | 'end'>

/** Finds the declarations that the parent can do without. */
export function findMovedCode(model: FileModel, slices: readonly Slice[]): Removal {
  const { sites, source, scopes } = model
  const closures = outermostSites(sites, source.program).map(({ closure }) => closure)
  // Code that is evaluated may name anything.
  const hasEval = scopes.uses.some(
    (use) => use.name === 'eval' && use.variable === undefined && !isCovered(closures, use),
  )
  const moved = new Map(hasEval ? [] : findCandidates(model, slices))
  let ranges: readonly Range[] = []
  // What anything that stays refers to must stay, and so on.
  for (let isChanged = true; isChanged;) {
    ranges = union([...closures, ...[...moved.values()].flat()])
    isChanged = false
    for (const variable of moved.keys()) {
      if (variable.uses.every((use) => use.isInit || isCovered(ranges, use))) continue
      moved.delete(variable)
      isChanged = true
    }
  }
  const declarations = [...moved.values()].flat()
  return {
    ranges,
    declarations: declarations.filter(
      (each) => !declarations.some((other) => other !== each && contains(other, each)),
    ),
  }
}

/** Whether types keep `variable`: with `emitDecoratorMetadata`, those of decorated parameters are values. */
export function isNeededByMetadata({ syntax, scopes }: FileModel, variable: Variable): boolean {
  return syntax.hasDecorators && scopes.isNamedByTypes(variable)
}

function findCandidates(
  model: FileModel,
  slices: readonly Slice[],
): [Variable, readonly Movable[]][] {
  const reached = new Set(slices.flatMap(({ variables }) => [...variables.keys()]))
  const code = new Set(slices.flatMap((slice) => slice.code))
  const found: [Variable, readonly Movable[]][] = [...code].map((each) => [
    each.variable,
    localDeclarations(model, each),
  ])
  for (const variable of reached) {
    const origin = model.topLevel.variableToOrigin.get(variable)
    if (origin?.type !== 'declared') continue
    if (origin.declarations.some(({ isExported }) => isExported)) continue
    found.push([variable, origin.declarations])
  }
  return found.filter(
    ([variable, declarations]) =>
      declarations.length > 0 &&
      !isNeededByMetadata(model, variable) &&
      declarations.every(
        (declaration) =>
          doesNothing(declaration.node) && !model.sites.some((site) => contains(declaration, site)),
      ),
  )
}

const STATEMENT_LISTS = /^(Program|BlockStatement|StaticBlock|SwitchCase|TSModuleBlock)$/

// The declarations of local code, if each is a statement of a list and has not been moved with a closure.
function localDeclarations(
  { syntax, sites }: FileModel,
  { variable, ...range }: LocalCode,
): Movable[] {
  if (sites.some(({ closure }) => contains(closure, range))) return []
  const found = variable.defs.map(({ node, parent }): Movable => {
    const { start, end } = node
    const statement = parent?.type === 'VariableDeclaration' ? parent : undefined
    return { node, start, end, statement }
  })
  const isListed = found.every(({ node, statement }) =>
    STATEMENT_LISTS.test(syntax.parents.get(statement ?? node)?.type ?? ''),
  )
  return isListed ? found : []
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
