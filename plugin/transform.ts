// What a call of `task`, `worker` or `pool` becomes. Moves every closure into a worker module of its own and
// replaces it in the file by its label and the values that it captured:
//
//   task('ocr', () => recognise(image, LANG))
//   task(__verdigris_site('ocr', 'src/app.ts:14:10', __verdigris_bundle), () => ({ image }))
//
// Pure: text in; text, worker modules and diagnostics out.

import { SourceMap } from 'magic-string'
import type { CallExpression } from 'oxc-parser'

import { findCallSites, findHiddenImports, findReExports, importsPackage } from './call-sites.ts'
import type { CallSite, PrewarmSite } from './call-sites.ts'
import type { FunctionName } from './call-shape.ts'
import { labelsOf, listCaptured } from './captured.ts'
import type { CapturedVariable } from './captured.ts'
import { collectCaptures } from './captures.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import { checkClosure } from './check-closure.ts'
import { checkCycles } from './check-cycles.ts'
import { checkImports } from './check-imports.ts'
import { checkLocalCode } from './check-local-code.ts'
import { checkProcess } from './check-process.ts'
import { checkState } from './check-state.ts'
import { collectTopLevel } from './declarations.ts'
import { createLocator, whereOf } from './diagnostics/code-frame.ts'
import type { Position } from './diagnostics/code-frame.ts'
import { locate, moveFinding } from './diagnostics/diagnostic.ts'
import type { Diagnostic, Finding } from './diagnostics/diagnostic.ts'
import { withoutIgnored } from './diagnostics/ignore.ts'
import { EditedText } from './edited-text.ts'
import { compileCalls } from './edits.ts'
import { chooseNames, importStatements } from './generated.ts'
import { runsAtLoad } from './load-time.ts'
import { Mappings } from './mappings.ts'
import { findMovedCode } from './moved-code.ts'
import { toSpecifier } from './options.ts'
import { parseSource } from './parse.ts'
import { pruneParent } from './prune.ts'
import type { Range } from './range.ts'
import { readWritten } from './written-text.ts'
import type { MapBefore } from './written-text.ts'
import { PACKAGE } from './package-exports.ts'
import { reach } from './reach.ts'
import type { Slice } from './reach.ts'
import { walkScopes } from './scope-walk.ts'
import { resolveScopes } from './scope.ts'
import { printWorkerModule } from './slice.ts'
import type { PrintContext, WorkerModule } from './slice.ts'
import { toPosix } from './virtual.ts'

/** What a transform needs to know besides the file. */
export interface TransformOptions {
  /** Directory that the paths people read are relative to. */
  root: string
  /** Names that JSX is compiled to, `[]` for none. By default, those that are likely. */
  jsx?: readonly string[] | undefined
  /** Modules that every worker module imports first, as the plugin's options name them. */
  preload?: readonly string[] | undefined
  /** From the text of the file to what it was before others compiled it. Asked for if the file has calls. */
  findMapBefore?: (() => MapBefore | undefined) | undefined
}

/** Where a compiled call is. */
export interface PlacedCall {
  label: string
  /** `src/app.ts:14:10`, relative to the root. */
  where: string
  /** `src/app.ts`. */
  fileName: string
  /** Absolute path, without a query. */
  file: string
  /** Offsets of the call in the file as it was written. */
  start: number
  end: number
  /** Offsets of the label. */
  labelRange: readonly [start: number, end: number]
  /** 1-based position of the call. */
  line: number
  column: number
}

/** A compiled call of `task.prewarm`. */
export interface CompiledPrewarm extends PlacedCall {
  /** Of the file. */
  code: string
}

/** One compiled call site. */
export interface Site extends PlacedCall {
  functionName: FunctionName
  captured: readonly CapturedVariable[]
  /** Labels of the calls that its process makes in turn. */
  nested: readonly string[]
  workerModule: WorkerModule
}

/** A call that makes a file part of the program: no child may load it. */
export interface ProgramCall {
  /** As a message names it. */
  name: string
  where: string
  file: string
  /** Of the file. */
  code: string
  start: number
  end: number
}

/** A compiled file. */
export interface TransformResult {
  /** The file as it was written, in which all places are. */
  written: string
  code: string
  /** To the text that was given. */
  map: SourceMap
  /** All call sites, nested ones too. Empty when there is an error. */
  sites: readonly Site[]
  /** All calls of `task.prewarm`. Empty when there is an error. */
  prewarms: readonly CompiledPrewarm[]
  /** The first call that starts a process when the file is loaded, whether it has a closure or not. */
  programCall: ProgramCall | undefined
  /** Everything found in this file, in source order. */
  diagnostics: readonly Diagnostic[]
}

// Without the package's name as a string nothing is imported from it: most files need not be parsed.
const IMPORTED = /(['"`])verdigris\1/

/**
 * Compiles one file. Returns `null` when there is nothing to do: no call site, or a syntax error, which
 * the host reports better. With an error among the diagnostics, the code is returned as it was.
 */
export function transform(
  code: string,
  id: string,
  options: TransformOptions,
): TransformResult | null {
  if (!code.includes(PACKAGE) || !IMPORTED.test(code)) return null
  const source = parseSource(code, id, options.root)
  if (source === null) return null
  const tree = walkScopes(source.program)
  const { syntax } = tree
  const scopes = resolveScopes(tree)
  const topLevel = collectTopLevel(source.program, scopes)
  const hidden = [...findHiddenImports(syntax), ...findReExports(source.program, topLevel, scopes)]
  if (!importsPackage(topLevel) && hidden.length === 0) return null
  const found = findCallSites(code, syntax, scopes, topLevel)
  const { sites, prewarms, taskPools, findings } = found
  const locate = createLocator(code)
  const written = readWritten(source, locate, options.findMapBefore?.())
  const model: FileModel = {
    source,
    written,
    syntax,
    scopes,
    topLevel,
    sites,
    prewarms,
    jsxNames: options.jsx,
    localCode: new Map(),
  }
  const siteToCaptures = collectCaptures(model)
  const slices = sites.map((site) => reach(model, siteToCaptures, site))
  findings.push(
    ...hidden,
    ...sites.flatMap((site) => checkClosure(model, siteToCaptures, site)),
    ...checkLocalCode(model, siteToCaptures, slices),
    ...checkState(model, slices),
    ...checkProcess(model, slices),
    ...checkCycles(model, slices),
    ...checkImports(model, options.preload ?? [], options.root),
  )
  const diagnostics = toDiagnostics(model, findings)
  const programCall = findProgramCall(model, taskPools)
  const hasCalls = sites.length + prewarms.length > 0
  if (!hasCalls && diagnostics.length === 0 && programCall === undefined) return null
  if (!hasCalls || diagnostics.some(({ severity }) => severity === 'error')) {
    const untouched = print(new EditedText(code, locate), model)
    return {
      written: written.code,
      ...untouched,
      sites: [],
      prewarms: [],
      programCall,
      diagnostics,
    }
  }
  const preload = (options.preload ?? []).map((name) => toSpecifier(name, options.root))
  return {
    written: written.code,
    ...compile(model, locate, siteToCaptures, slices, preload),
    programCall,
    diagnostics,
  }
}

function compile(
  model: FileModel,
  locate: (offset: number) => Position,
  siteToCaptures: SiteToCaptures,
  slices: readonly Slice[],
  preload: readonly string[],
): Pick<TransformResult, 'code' | 'map' | 'sites' | 'prewarms'> {
  const names = chooseNames(model.source.code)
  const context: PrintContext = {
    model,
    siteToCaptures,
    names,
    calls: compileCalls(model, siteToCaptures, names, locate),
    preload,
    variableToPlaces: new Map(),
  }
  const sites = slices.map((slice) => describeSite(context, slice))
  const { code } = model.written
  const prewarms = model.prewarms.map((prewarm) => ({ ...placeCall(context, prewarm), code }))
  return { ...print(compileParent(context, slices), model), sites, prewarms }
}

function findProgramCall(
  model: FileModel,
  taskPools: readonly CallExpression[],
): ProgramCall | undefined {
  const { sites, prewarms } = model
  const runs = ({ call }: { call: CallExpression }): boolean => runsAtLoad(call, model)
  const site = sites.find(runs)
  if (site !== undefined) return toProgramCall(model, site, JSON.stringify(site.label))
  const prewarm = prewarms.find(runs)
  if (prewarm !== undefined) {
    return toProgramCall(model, prewarm, `task.prewarm(${JSON.stringify(prewarm.label)})`)
  }
  const taskPool = taskPools.find((call) => runsAtLoad(call, model))
  return taskPool && toProgramCall(model, taskPool, 'pool()')
}

function toProgramCall({ source, written }: FileModel, call: Range, name: string): ProgramCall {
  const { code } = written
  const range = written.toRange(call)
  const where = whereOf(source.name, written.locate(range.start))
  return { name, where, file: source.file, code, ...range }
}

function compileParent(
  { model, names, calls }: PrintContext,
  slices: readonly Slice[],
): EditedText {
  const { source, sites, prewarms } = model
  const text = calls.copy()
  pruneParent(text, model, findMovedCode(model, slices))
  const first = sites[0] ?? prewarms[0]
  if (first !== undefined) {
    const { end } = first.importedBy
    // Something may follow the import on its line.
    const separator = /^[^\S\n]*(\r?\n|$)/.test(source.code.slice(end, end + 200)) ? '' : ';'
    text.insert(end, `\n${importStatements(names, source.name)}${separator}`)
  }
  return text
}

function print(
  text: EditedText,
  { source: { code, file } }: FileModel,
): { code: string; map: SourceMap } {
  const mappings = new Mappings()
  const printed = text.print({ start: 0, end: code.length }, mappings)
  const map = new SourceMap({
    sources: [toPosix(file)],
    sourcesContent: [code],
    names: [],
    mappings: mappings.text,
  })
  return { code: printed, map }
}

function describeSite(context: PrintContext, slice: Slice): Site {
  const { site } = slice
  return {
    ...placeCall(context, site),
    functionName: site.functionName,
    captured: listCaptured(context, slice),
    nested: labelsOf(slice.nested),
    workerModule: printWorkerModule(context, slice),
  }
}

function placeCall(
  { model: { source, written } }: PrintContext,
  { label, labelNode, start, end }: CallSite | PrewarmSite,
): PlacedCall {
  const { name, file } = source
  const call = written.toRange({ start, end })
  const labelRange = written.toRange(labelNode)
  const position = written.locate(call.start)
  return {
    label,
    where: whereOf(name, position),
    fileName: name,
    file,
    ...call,
    labelRange: [labelRange.start, labelRange.end],
    ...position,
  }
}

function toDiagnostics({ source, written }: FileModel, findings: readonly Finding[]): Diagnostic[] {
  // Two closures may reach the same problem.
  const unique = new Map(
    findings.map((finding) => [`${finding.code} ${finding.range[0]}`, finding]),
  )
  const sorted = [...unique.values()].sort((a, b) => a.range[0] - b.range[0])
  const { file, name } = source
  const toRange = ([start, end]: Finding['range']): Finding['range'] => {
    const range = written.toRange({ start, end })
    return [range.start, range.end]
  }
  return withoutIgnored(sorted, source.code, source.comments).map((finding) =>
    locate({ code: written.code, file, name }, moveFinding(finding, toRange)),
  )
}
