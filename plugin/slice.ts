// Prints a worker module: the imports and declarations that the closure reaches, in source order, and
// the closure itself in a factory that takes what it captured.

import { SourceMap } from 'magic-string'

import type { CallSite, PrewarmSite } from './call-sites.ts'
import { outermostSites, prewarmsWithin } from './captures.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import type { Declaration } from './declarations.ts'
import type { Position } from './diagnostics/code-frame.ts'
import { EditedText } from './edited-text.ts'
import { compileCall, compilePrewarm, importPieces, keepOnly } from './edits.ts'
import type { Piece } from './edits.ts'
import { layOutFactory } from './factory.ts'
import { importStatements, quote } from './generated.ts'
import type { GeneratedNames } from './generated.ts'
import { Mappings } from './mappings.ts'
import type { Lang } from './parse.ts'
import { isInSlice } from './reach.ts'
import type { Slice } from './reach.ts'
import type { Variable } from './scope.ts'

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
  siteToWhere: ReadonlyMap<CallSite | PrewarmSite, string>
  /** What every worker module imports first. */
  preload: readonly string[]
  locate: (offset: number) => Position
  /** Where each captured variable is declared and used: one list, however many calls capture it. */
  variableToOccurrences: Map<Variable, readonly number[]>
}

/** Prints the worker module of one call site. */
export function printWorkerModule(context: PrintContext, slice: Slice): WorkerModule {
  const { model, siteToCaptures, names } = context
  const { source } = model
  const { closure } = slice.site
  const captures = siteToCaptures.get(slice.site) ?? { values: [], code: [] }
  const factory = layOutFactory(model, siteToCaptures, closure, captures, names)
  const preload = context.preload.map((specifier) => `import ${quote(specifier)}\n`).join('')
  const hasCalls =
    slice.nested.length > 0 || model.prewarms.some((prewarm) => isInSlice(slice, prewarm))
  const generated = hasCalls ? `${importStatements(names, source.name)}\n` : ''
  const before = preload + generated
  const mappings = new Mappings()
  mappings.skip(before)
  // Parts may lie within each other, and within declarations that are copied, so each gets a text of its own.
  const texts = [...topPieces(model, slice), ...factory.parts.map((part) => [part])].map(
    (pieces, index) => {
      if (index > 0) mappings.skip('\n')
      return printPieces(context, pieces, mappings)
    },
  )
  const code = `${before}${texts.join('\n')}${factory.after}\n`
  const map = new SourceMap({
    sources: [source.file],
    sourcesContent: [source.code],
    names: [],
    mappings: mappings.text,
  })
  return { code, map, lang: langOf(model, slice) }
}

// A stretch of the file without what lies between the pieces, and with the calls in them compiled.
function printPieces(context: PrintContext, pieces: readonly Piece[], mappings: Mappings): string {
  const { model, siteToCaptures, siteToWhere, names, locate } = context
  const calls = pieces.flatMap((piece) => outermostSites(model.sites, piece))
  const prewarms = pieces.flatMap((piece) => prewarmsWithin(model, piece))
  const start = pieces[0]?.start ?? 0
  const end = pieces.at(-1)?.end ?? start
  const text = new EditedText(model.source.code)
  keepOnly(text, { start, end }, pieces)
  for (const site of calls) {
    const values = siteToCaptures.get(site)?.values ?? []
    compileCall(text, site, siteToWhere.get(site) ?? '', values, names)
  }
  for (const prewarm of prewarms) {
    compilePrewarm(text, prewarm, siteToWhere.get(prewarm) ?? '', names)
  }
  return text.print({ start, end }, locate, mappings)
}

// Hosts let .js files hold JSX; a linker wants to be told.
function langOf({ source }: FileModel, { hasJsx }: Slice): Lang {
  return hasJsx && source.lang === 'js' ? 'jsx' : source.lang
}

// Each group is a text of its own, in source order.
function topPieces(model: FileModel, slice: Slice): Piece[][] {
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
  return groups.sort((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0))
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
