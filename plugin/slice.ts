// Prints a worker module: the imports and declarations that the closure reaches, in source order, and
// the closure itself in a factory that takes what it captured.

import MagicString, { SourceMap } from 'magic-string'
import type { SourceMapSegment } from 'magic-string'

import type { CallSite, PrewarmSite } from './call-sites.ts'
import { outermostSites, prewarmsWithin } from './captures.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import type { Declaration } from './declarations.ts'
import type { Position } from './diagnostics/code-frame.ts'
import { compileCall, compilePrewarm, importPieces, keepOnly } from './edits.ts'
import type { Piece } from './edits.ts'
import { layOutFactory } from './factory.ts'
import { importStatements, quote } from './generated.ts'
import type { GeneratedNames } from './generated.ts'
import type { Lang, SourceFile } from './parse.ts'
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
  // Parts may lie within each other, and within declarations that are copied, so each gets a text of its own.
  const texts = [...topPieces(model, slice), ...factory.parts.map((part) => [part])].map((pieces) =>
    printPieces(context, pieces),
  )
  const preload = context.preload.map((specifier) => `import ${quote(specifier)}\n`).join('')
  const hasCalls =
    slice.nested.length > 0 || model.prewarms.some((prewarm) => isInSlice(slice, prewarm))
  const generated = hasCalls ? `${importStatements(names, source.name)}\n` : ''
  const before = preload + generated
  const code = `${before}${texts.map((text) => text.code).join('\n')}${factory.after}\n`
  const mappings: Mappings = Array.from({ length: before.split('\n').length - 1 }, () => [])
  for (const text of texts) mappings.push(...text.mappings)
  return { code, map: toMap(source, mappings), lang: langOf(model, slice) }
}

/** Segments by line, as source maps have them when they are not encoded. */
type Mappings = SourceMapSegment[][]

interface PrintedText {
  code: string
  mappings: Mappings
}

// A stretch of the file without what lies between the pieces, and with the calls in them compiled.
function printPieces(context: PrintContext, pieces: readonly Piece[]): PrintedText {
  const { model, siteToCaptures, siteToWhere, names, locate } = context
  const calls = pieces.flatMap((piece) => outermostSites(model.sites, piece))
  const prewarms = pieces.flatMap((piece) => prewarmsWithin(model, piece))
  if (calls.length + prewarms.length === 0) return printUnchanged(model.source.code, pieces, locate)
  const start = pieces[0]?.start ?? 0
  const end = pieces.at(-1)?.end ?? start
  // A text of the whole file would make the cost of a slice that of the file.
  const text = new MagicString(model.source.code.slice(start, end), { offset: -start })
  keepOnly(text, { start, end }, pieces)
  for (const site of calls) {
    const values = siteToCaptures.get(site)?.values ?? []
    compileCall(text, site, siteToWhere.get(site) ?? '', values, names)
  }
  for (const prewarm of prewarms) {
    compilePrewarm(text, prewarm, siteToWhere.get(prewarm) ?? '', names)
  }
  const { mappings } = text.generateDecodedMap({ hires: 'boundary' })
  return { code: text.toString(), mappings: moveTo(locate(start), mappings) }
}

// Places count from the beginning of the stretch.
function moveTo({ line, column }: Position, mappings: Mappings): Mappings {
  for (const segments of mappings) {
    for (const segment of segments) {
      if (segment.length === 1) continue
      if (segment[2] === 0) segment[3] += column - 1
      segment[2] += line - 1
    }
  }
  return mappings
}

// Most pieces are the source's own text, and short: not worth the set-up of an editor. Maps words as it does.
function printUnchanged(
  code: string,
  pieces: readonly Piece[],
  locate: PrintContext['locate'],
): PrintedText {
  const mappings: Mappings = [[]]
  let printed = ''
  let lineStart = 0
  for (const { start, end, before } of pieces) {
    for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) {
      mappings.push([])
    }
    printed += before
    lineStart = Math.max(lineStart, printed.lastIndexOf('\n') + 1)
    let { line, column } = locate(start)
    let isInWord = false
    for (let at = start; at < end; at += 1) {
      const generatedColumn = printed.length - lineStart + at - start
      const isWord = isWordCode(code.charCodeAt(at))
      if (code[at] === '\n') {
        mappings.push([])
        lineStart += generatedColumn + 1
        line += 1
        column = 1
      } else {
        if (!isWord || !isInWord) mappings.at(-1)?.push([generatedColumn, 0, line - 1, column - 1])
        column += 1
      }
      isInWord = isWord
    }
    printed += code.slice(start, end)
  }
  return { code: printed, mappings }
}

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95
  )
}

function toMap({ file, code }: SourceFile, mappings: Mappings): SourceMap {
  return new SourceMap({ sources: [file], sourcesContent: [code], names: [], mappings })
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
