// What the parent no longer declares and imports: names that only closures used, so that it does not load
// the native addon that they keep out of it.

import type { ImportDeclaration, ImportDeclarationSpecifier } from 'oxc-parser'

import { outermostSites } from './captures.ts'
import type { FileModel } from './captures.ts'
import type { EditedText } from './edited-text.ts'
import { importPieces, keepOnly } from './edits.ts'
import { jsxFactories } from './jsx-factories.ts'
import { isNeededByMetadata } from './moved-code.ts'
import type { Movable, Remainder } from './moved-code.ts'
import type { Range } from './range.ts'

/** Removes moved declarations from the parent's text, and imports of which nothing is used any more. */
export function pruneParent(text: EditedText, model: FileModel, remainder: Remainder): void {
  removeDeclarations(text, model.source.code, remainder.removed)
  for (const [statement, pruned] of findUnused(model, remainder)) {
    const kept = new Set(statement.specifiers.filter((specifier) => !pruned.has(specifier)))
    if ([...kept].some(isValue)) keepOnly(text, statement, importPieces(statement, kept))
    else removeStatement(text, model.source.code, statement)
  }
}

function removeDeclarations(text: EditedText, code: string, removed: readonly Movable[]): void {
  const nodes = new Set(removed.map(({ node }) => node))
  for (const statement of new Set(removed.map(({ statement, node }) => statement ?? node))) {
    const parts = statement.type === 'VariableDeclaration' ? statement.declarations : []
    const kept = parts.filter((part) => !nodes.has(part))
    if (statement.type !== 'VariableDeclaration' || kept.length === 0) {
      removeStatement(text, code, statement)
      continue
    }
    const pieces = kept.map(({ start, end }, index) => ({
      start,
      end,
      before: index === 0 ? `${statement.kind} ` : ', ',
    }))
    keepOnly(text, { start: statement.start, end: parts.at(-1)?.end ?? statement.end }, pieces)
  }
}

function findUnused(
  model: FileModel,
  remainder: Remainder,
): Map<ImportDeclaration, Set<ImportDeclarationSpecifier>> {
  const isUsed = new Set(remainder.uses.map(({ variable }) => variable))
  const implicit = new Set(hasJsxLeft(model, remainder) ? jsxFactories(model) : [])
  const statementToUnused = new Map<ImportDeclaration, Set<ImportDeclarationSpecifier>>()
  for (const [variable, origin] of model.topLevel.variableToOrigin) {
    if (origin.type !== 'import' || isUsed.has(variable) || implicit.has(variable)) continue
    const uses = model.scopes.variableToUses.get(variable) ?? []
    // What nothing used before is none of ours: it may be there for its side effects.
    if (uses.length === 0 || isNeededByMetadata(model, variable)) continue
    const unused = statementToUnused.get(origin.statement) ?? new Set()
    statementToUnused.set(origin.statement, unused.add(origin.specifier))
  }
  return statementToUnused
}

// `import { type A }` alone would keep the module's side effects under `verbatimModuleSyntax`.
function isValue(specifier: ImportDeclarationSpecifier): boolean {
  return specifier.type !== 'ImportSpecifier' || specifier.importKind !== 'type'
}

function hasJsxLeft(model: FileModel, { removed }: Remainder): boolean {
  const movedOut = outermostSites(model.sites, model.source.program).map(({ closure }) => closure)
  const gone: Range[] = [...movedOut, ...removed]
  return model.syntax.jsxOffsets.some(
    (at) => !gone.some(({ start, end }) => at >= start && at < end),
  )
}

// Without the statement between them, `a = b` and `(c)()` would be one statement.
function removeStatement(text: EditedText, code: string, { start, end }: Range): void {
  const next = /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*([^])/.exec(code.slice(end))?.[1] ?? ''
  if ('([`+-/<'.includes(next) && next !== '') text.replace({ start, end }, ';')
  else if (code.slice(startOfLine(code, start), start).trim() !== '') text.remove(start, end)
  else text.remove(startOfLine(code, start), endOfLine(code, end))
}

function startOfLine(code: string, offset: number): number {
  return code.lastIndexOf('\n', offset - 1) + 1
}

function endOfLine(code: string, offset: number): number {
  const rest = /^[^\S\n]*\n?/.exec(code.slice(offset, offset + 200))
  return offset + (rest?.[0].length ?? 0)
}
