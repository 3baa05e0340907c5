// What the parent no longer imports: names that only closures used, so that it does not load the native
// addon that they keep out of it.

import type MagicString from 'magic-string'
import type { ImportDeclaration, ImportDeclarationSpecifier } from 'oxc-parser'

import { effectiveUses, outermostSites } from './captures.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import { importPieces, keepOnly } from './edits.ts'
import { jsxFactories } from './reach.ts'
import type { Use, Variable } from './scope.ts'
import type { Range } from './syntax.ts'

/** Removes import specifiers, and statements that have lost all of theirs, from the parent's text. */
export function pruneImports(
  text: MagicString,
  model: FileModel,
  siteToCaptures: SiteToCaptures,
): void {
  const remaining = effectiveUses(model, siteToCaptures, model.source.program)
  const isUsed = new Set(remaining.map(({ variable }) => variable))
  const implicit = new Set(hasJsxLeft(model) ? jsxFactories(model) : [])
  const statementToPruned = new Map<ImportDeclaration, Set<ImportDeclarationSpecifier>>()
  for (const [variable, origin] of model.topLevel.variableToOrigin) {
    if (origin.type !== 'import' || isUsed.has(variable) || implicit.has(variable)) continue
    const uses = model.scopes.variableToUses.get(variable) ?? []
    if (!wasUsedByClosure(uses) || isNeededByMetadata(model, variable, uses)) continue
    const pruned = statementToPruned.get(origin.statement) ?? new Set()
    statementToPruned.set(origin.statement, pruned.add(origin.specifier))
  }
  for (const [statement, pruned] of statementToPruned) {
    const kept = new Set(statement.specifiers.filter((specifier) => !pruned.has(specifier)))
    if ([...kept].some(isValue)) keepOnly(text, statement, importPieces(statement, kept))
    else removeStatement(text, model.source.code, statement)
  }
}

// `import { type A }` alone would keep the module's side effects under `verbatimModuleSyntax`.
function isValue(specifier: ImportDeclarationSpecifier): boolean {
  return specifier.type !== 'ImportSpecifier' || specifier.importKind !== 'type'
}

// An import that nothing used is none of ours: it may be there for its side effects.
function wasUsedByClosure(uses: readonly Use[]): boolean {
  return uses.length > 0
}

// With `emitDecoratorMetadata` the types of decorated parameters are values.
function isNeededByMetadata(model: FileModel, variable: Variable, uses: readonly Use[]): boolean {
  return model.syntax.hasDecorators && variable.references.length > uses.length
}

function hasJsxLeft(model: FileModel): boolean {
  const movedOut = outermostSites(model.sites, model.source.program)
  return model.syntax.jsxOffsets.some(
    (at) => !movedOut.some(({ closure }) => at >= closure.start && at < closure.end),
  )
}

// Without the import between them, `a = b` and `(c)()` would be one statement.
function removeStatement(text: MagicString, code: string, { start, end }: Range): void {
  const next = /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*([^])/.exec(code.slice(end))?.[1] ?? ''
  if ('([`+-/<'.includes(next) && next !== '') text.update(start, end, ';')
  else text.remove(start, endOfLine(code, end))
}

function endOfLine(code: string, offset: number): number {
  const rest = /^[^\S\n]*\n?/.exec(code.slice(offset, offset + 200))
  return offset + (rest?.[0].length ?? 0)
}
