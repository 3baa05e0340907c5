// Prints a worker module: the imports and declarations that the closure reaches, in source order, and
// the closure itself in a factory that takes what it captured.

import MagicString, { Bundle } from 'magic-string'
import type { SourceMap } from 'magic-string'

import type { CallSite } from './call-sites.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import type { Declaration } from './declarations.ts'
import { compileCall, importPieces, keepOnly, objectOf } from './edits.ts'
import type { Piece } from './edits.ts'
import { importStatements } from './generated.ts'
import type { GeneratedNames } from './generated.ts'
import type { Lang } from './parse.ts'
import type { Slice } from './reach.ts'
import { contains } from './syntax.ts'

/** A generated module and how to read it. */
export interface WorkerModule {
  code: string
  map: SourceMap
  lang: Lang
}

/** What the printing of all slices of a file shares. */
export interface PrintContext {
  model: FileModel
  siteToCaptures: SiteToCaptures
  names: GeneratedNames
  siteToWhere: ReadonlyMap<CallSite, string>
}

/** Prints the worker module of one call site. */
export function printWorkerModule(context: PrintContext, slice: Slice): WorkerModule {
  const { source } = context.model
  const { closure } = slice.site
  // The closure may also lie inside a declaration that is copied, so it gets a text of its own.
  const top = new MagicString(source.code, { filename: source.file })
  const bottom = new MagicString(source.code, { filename: source.file })
  keepOnly(top, wholeOf(source.code), topPieces(context.model, slice))
  const captures = context.siteToCaptures.get(slice.site) ?? []
  const parameters = captures.length === 0 ? '' : objectOf(captures)
  const before = `export default (${parameters}) => `
  keepOnly(bottom, wholeOf(source.code), [{ start: closure.start, end: closure.end, before }])
  for (const site of slice.nested) {
    const text = contains(closure, site.closure) && site !== slice.site ? [bottom] : []
    if (isInDeclarations(slice, site)) text.push(top)
    for (const part of text) {
      const where = context.siteToWhere.get(site) ?? ''
      compileCall(part, site, where, context.siteToCaptures.get(site) ?? [], context.names)
    }
  }
  const bundle = new Bundle({ separator: '\n' })
  if (slice.nested.length > 0) bundle.prepend(`${importStatements(context.names, source.name)}\n`)
  if (!top.isEmpty()) bundle.addSource(top)
  bundle.addSource(bottom)
  bundle.append('\n')
  const map = bundle.generateMap({ includeContent: true, hires: 'boundary' }) as SourceMap
  return { code: bundle.toString(), map, lang: langOf(context.model, slice) }
}

// Hosts let .js files hold JSX; a linker wants to be told.
function langOf({ source }: FileModel, { hasJsx }: Slice): Lang {
  return hasJsx && source.lang === 'js' ? 'jsx' : source.lang
}

function topPieces(model: FileModel, slice: Slice): Piece[] {
  const groups: Piece[][] = []
  if (slice.hasJsx) groups.push(...jsxPragmas(model).map((piece) => [piece]))
  for (const [statement, kept] of slice.imports) groups.push(importPieces(statement, kept))
  const declarations = [...slice.declarations.keys()].sort((a, b) => a.start - b.start)
  let statement: Declaration['statement']
  for (const declaration of declarations) {
    const isFurther = declaration.statement !== undefined && declaration.statement === statement
    statement = declaration.statement
    if (isFurther) groups.at(-1)?.push({ ...declaration, before: ', ' })
    else groups.push(declarationPieces(declaration))
  }
  groups.sort((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0))
  return groups.flatMap((group, index) =>
    group.map((piece, part) =>
      index > 0 && part === 0 ? { ...piece, before: `\n${piece.before}` } : piece,
    ),
  )
}

function declarationPieces(declaration: Declaration): Piece[] {
  const { start, end, decorators, statement } = declaration
  const first = decorators[0]
  const last = decorators.at(-1)
  const before = statement === undefined ? '' : `${statement.kind} `
  if (first === undefined || last === undefined) return [{ start, end, before }]
  return [
    { start: first.start, end: last.end, before: '' },
    { start, end, before: ' ' },
  ]
}

// `/** @jsx h */` and its relatives decide what JSX becomes.
function jsxPragmas(model: FileModel): Piece[] {
  return model.source.comments
    .filter(({ value }) => /@jsx\w*\s/.test(value))
    .map(({ start, end }) => ({ start, end, before: '' }))
}

function isInDeclarations(slice: Slice, site: CallSite): boolean {
  return [...slice.declarations.keys()].some(
    (declaration) =>
      contains(declaration, site) || declaration.decorators.some((item) => contains(item, site)),
  )
}

function wholeOf(code: string): { start: number; end: number } {
  return { start: 0, end: code.length }
}
