// Prints a worker module: the imports and declarations that the closure reaches, in source order, and
// the closure itself in a factory that takes what it captured.

import MagicString, { Bundle } from 'magic-string'
import type { SourceMap } from 'magic-string'

import type { CallSite } from './call-sites.ts'
import { outermostSites } from './captures.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import type { Declaration } from './declarations.ts'
import type { Position } from './diagnostics/code-frame.ts'
import { compileCall, importPieces, keepOnly } from './edits.ts'
import type { Piece } from './edits.ts'
import { layOutFactory } from './factory.ts'
import { importStatements, quote } from './generated.ts'
import type { GeneratedNames } from './generated.ts'
import type { Lang } from './parse.ts'
import type { Slice } from './reach.ts'

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
  /** What every worker module imports first. */
  preload: readonly string[]
  locate: (offset: number) => Position
}

/** Prints the worker module of one call site. */
export function printWorkerModule(context: PrintContext, slice: Slice): WorkerModule {
  const { model, siteToCaptures, names } = context
  const { source } = model
  const { closure } = slice.site
  const captures = siteToCaptures.get(slice.site) ?? { values: [], code: [] }
  const factory = layOutFactory(model, siteToCaptures, closure, captures, names)
  // Parts may lie within each other, and within declarations that are copied, so each gets a text of its own.
  const texts = [
    ...printPieces(context, topPieces(model, slice)),
    ...factory.parts.flatMap((part) => printPieces(context, [part])),
  ]
  const bundle = new Bundle({ separator: '\n' })
  if (slice.nested.length > 0) bundle.prepend(`${importStatements(names, source.name)}\n`)
  for (const specifier of context.preload.toReversed())
    bundle.prepend(`import ${quote(specifier)}\n`)
  for (const text of texts) bundle.addSource(text)
  bundle.append(`${factory.after}\n`)
  const map = bundle.generateMap({ includeContent: true, hires: 'boundary' }) as SourceMap
  return { code: bundle.toString(), map, lang: langOf(model, slice) }
}

// The pieces as one text, with the calls in them compiled.
function printPieces(context: PrintContext, pieces: readonly Piece[]): MagicString[] {
  const { model, siteToCaptures, siteToWhere, names } = context
  const { code, file } = model.source
  if (pieces.length === 0) return []
  const text = new MagicString(code, { filename: file })
  keepOnly(text, { start: 0, end: code.length }, pieces)
  for (const piece of pieces) {
    for (const site of outermostSites(model.sites, piece)) {
      const values = siteToCaptures.get(site)?.values ?? []
      compileCall(text, site, siteToWhere.get(site) ?? '', values, names)
    }
  }
  return [text]
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
