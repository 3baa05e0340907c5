// The edits of compiled text. The parent and every worker module get the same ones.

import type { ImportDeclaration, ImportDeclarationSpecifier } from 'oxc-parser'

import type { CallSite, PrewarmSite } from './call-sites.ts'
import type { Capture, FileModel, SiteToCaptures } from './captures.ts'
import { whereOf } from './diagnostics/code-frame.ts'
import type { Position } from './diagnostics/code-frame.ts'
import { EditedText } from './edited-text.ts'
import { quote } from './generated.ts'
import type { GeneratedNames } from './generated.ts'
import type { Range } from './range.ts'

/** A stretch of the source to keep, and the text to put in front of it. */
export interface Piece extends Range {
  before: string
}

/** The text of the file with all calls compiled. */
export function compileCalls(
  { source, written, sites, prewarms }: FileModel,
  siteToCaptures: SiteToCaptures,
  names: GeneratedNames,
  locate: (offset: number) => Position,
): EditedText {
  const text = new EditedText(source.code, locate)
  const placeOf = ({ start }: Range): string =>
    whereOf(source.name, written.locate(written.toOffset(start)))
  for (const site of sites) {
    const values = siteToCaptures.get(site)?.values ?? []
    compileCall(text, site, placeOf(site), values, names)
  }
  for (const prewarm of prewarms) {
    compilePrewarm(text, prewarm, placeOf(prewarm), names)
  }
  return text
}

/** `task('a', () => f(x))` becomes `task(site('a', where, bundle), () => ({ x }))`. */
function compileCall(
  text: EditedText,
  site: CallSite,
  where: string,
  captures: readonly Capture[],
  names: GeneratedNames,
): void {
  const { labelNode, closure, isGenerator } = site
  // A stream starts when it is read, so the runtime must know one before anything has run.
  const kind = isGenerator ? `, 'generator'` : ''
  const label = `${names.site}(${quote(site.label)}, ${quote(where)}, ${names.bundle}${kind})`
  text.replace(labelNode, label)
  const captured = `() => (${objectOf(captures)})`
  // A name needs no parentheses in `work as Work`, but a function in its place does.
  const isBare =
    closure.type.includes('Function') || site.call.arguments.some((each) => each === closure)
  text.replace(closure, isBare ? captured : `(${captured})`)
}

/** `task.prewarm('a')` becomes `task.prewarm(site('a', where, bundle))`. */
function compilePrewarm(
  text: EditedText,
  { label, labelNode }: PrewarmSite,
  where: string,
  names: GeneratedNames,
): void {
  const site = `${names.site}(${quote(label)}, ${quote(where)}, ${names.bundle})`
  text.replace(labelNode, site)
}

/** `{ a, b }`: as an expression what travels, as a pattern what arrives. */
export function objectOf(captures: readonly Capture[]): string {
  return captures.length === 0 ? '{}' : `{ ${captures.map(propertyOf).join(', ')} }`
}

// No object that crosses may have that key. No variable is called like the one in its place.
function propertyOf({ name }: Capture): string {
  return name === '__proto__' ? `'(__proto__)': ${name}` : name
}

/** Removes everything of `range` but the pieces, which come in source order. */
export function keepOnly(text: EditedText, range: Range, pieces: readonly Piece[]): void {
  let at = range.start
  for (const piece of pieces) {
    if (at < piece.start) text.remove(at, piece.start)
    if (piece.before !== '') text.insert(piece.start, piece.before)
    at = piece.end
  }
  if (at < range.end) text.remove(at, range.end)
}

/** The pieces of an import statement with only some of its specifiers. */
export function importPieces(
  statement: ImportDeclaration,
  kept: ReadonlySet<ImportDeclarationSpecifier>,
): Piece[] {
  const keyword = statement.phase == null ? 'import' : `import ${statement.phase}`
  const pieces: Piece[] = []
  let isInBraces = false
  for (const specifier of statement.specifiers) {
    if (!kept.has(specifier)) continue
    const opensBraces: boolean = specifier.type === 'ImportSpecifier' && !isInBraces
    isInBraces ||= opensBraces
    const separator = pieces.length === 0 ? `${keyword} ` : ', '
    const { start, end } = specifier
    pieces.push({ start, end, before: separator + (opensBraces ? '{ ' : '') })
  }
  const { start } = statement.source
  pieces.push({ start, end: statement.end, before: isInBraces ? ' } from ' : ' from ' })
  return pieces
}
