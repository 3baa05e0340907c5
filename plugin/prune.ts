// What the parent no longer declares and imports: names that only closures used, so that it does not load
// the native addon that they keep out of it.

import type { ImportDeclaration, ImportDeclarationSpecifier } from 'oxc-parser'

import type { FileModel } from './captures.ts'
import type { EditedText } from './edited-text.ts'
import { importPieces, keepOnly } from './edits.ts'
import { jsxFactories } from './jsx-factories.ts'
import { isNeededByMetadata } from './moved-code.ts'
import type { Movable, Removal } from './moved-code.ts'
import { isCovered } from './range.ts'
import type { Range } from './range.ts'

/** Removes moved declarations from the parent's text, and imports of which nothing is used any more. */
export function pruneParent(text: EditedText, model: FileModel, removal: Removal): void {
  removeDeclarations(text, model.source.code, removal.declarations)
  for (const [statement, pruned] of findUnused(model, removal)) {
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
  { ranges }: Removal,
): Map<ImportDeclaration, Set<ImportDeclarationSpecifier>> {
  const implicit = new Set(hasJsxLeft(model, ranges) ? jsxFactories(model) : [])
  const statementToUnused = new Map<ImportDeclaration, Set<ImportDeclarationSpecifier>>()
  for (const [variable, origin] of model.topLevel.variableToOrigin) {
    if (origin.type !== 'import' || implicit.has(variable)) continue
    const { uses } = variable
    // What nothing used before is none of ours: it may be there for its side effects.
    if (uses.length === 0 || !uses.every((use) => isCovered(ranges, use))) continue
    if (isNeededByMetadata(model, variable)) continue
    const unused = statementToUnused.get(origin.statement) ?? new Set()
    statementToUnused.set(origin.statement, unused.add(origin.specifier))
  }
  return statementToUnused
}

// `import { type A }` alone would keep the module's side effects under `verbatimModuleSyntax`.
function isValue(specifier: ImportDeclarationSpecifier): boolean {
  return specifier.type !== 'ImportSpecifier' || specifier.importKind !== 'type'
}

function hasJsxLeft({ syntax }: FileModel, removed: readonly Range[]): boolean {
  return syntax.jsxOffsets.some((at) => !isCovered(removed, { start: at, end: at + 1 }))
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
