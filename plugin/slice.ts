// Prints a worker module: the imports and declarations that the closure reaches, in source order, and
// the closure itself in a factory that takes what it captured.

import { SourceMap } from 'magic-string'

import type { Places } from './captured.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import type { Declaration } from './declarations.ts'
import type { EditedText } from './edited-text.ts'
import { importPieces } from './edits.ts'
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
  /** The file with its calls compiled. */
  calls: EditedText
  /** What every worker module imports first. */
  preload: readonly string[]
  /** Where each captured variable is declared and used: one list, however many calls capture it. */
  variableToPlaces: Map<Variable, Places>
}

/** Prints the worker module of one call site. */
export function printWorkerModule(context: PrintContext, slice: Slice): WorkerModule {
  const { model, siteToCaptures, names, calls } = context
  const { source, written } = model
  const { closure } = slice.site
  const captures = siteToCaptures.get(slice.site) ?? { values: [], code: [] }
  const factory = layOutFactory(model, siteToCaptures, closure, captures, names)
  const preload = context.preload.map((specifier) => `import ${quote(specifier)}\n`).join('')
  const hasCalls =
    slice.nested.length > 0 || model.prewarms.some((prewarm) => isInSlice(slice, prewarm))
  const generated = hasCalls ? `${importStatements(names, source.name)}\n` : ''
  const before = preload + generated
  const mappings = new Mappings(written.toPosition)
  mappings.skip(before)
  let code = before
  // Parts of the factory may lie within each other, and within declarations that are copied.
  const groups = [...topPieces(model, slice), ...factory.parts.map((part) => [part])]
  for (const [index, pieces] of groups.entries()) {
    if (index > 0) {
      mappings.skip('\n')
      code += '\n'
    }
    for (const piece of pieces) {
      mappings.skip(piece.before)
      code += piece.before + calls.print(piece, mappings)
    }
  }
  code += `${factory.after}\n`
  const map = new SourceMap({
    sources: [source.file],
    sourcesContent: [written.code],
    names: [],
    mappings: mappings.text,
  })
  return { code, map, lang: langOf(model, slice) }
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
