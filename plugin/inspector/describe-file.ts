// Describes a compiled file for the inspector's page.

import { SourceMap, type SourceMapPayload } from 'node:module'
import path from 'node:path'

import { createLineFinder } from '../diagnostics/code-frame.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { renderDiagnostic } from '../diagnostics/render.ts'
import { tokenize } from '../tokens.ts'
import type { Site, TransformResult } from '../transform.ts'
import { toPosix } from '../virtual.ts'
import type { PageCode, PageFile, PageLabel } from './page-state.ts'

/** A file as it was compiled last, and what has been found in it since. */
export interface CompiledFile {
  environment: string
  file: string
  source: string
  result: TransformResult
  /** Whether the file has changed since into what does not compile. */
  isStale: boolean
  diagnostics: readonly Diagnostic[]
}

/** The file for the page; its name is relative to `root`. */
export function describeFile(compiled: CompiledFile, root: string): PageFile {
  const { environment, file, source, result, isStale, diagnostics } = compiled
  const program = codeOf(result.code, file, result.map)
  return {
    name: toPosix(path.relative(root, file)),
    environment,
    isStale,
    problems: diagnostics.map((diagnostic) => ({
      severity: diagnostic.severity,
      text: renderDiagnostic(diagnostic),
    })),
    source: {
      text: source,
      tokens: tokensOf(source, file),
      lines: source.split('\n').map((_, at) => at + 1),
    },
    labels: result.sites.map((site) => describeLabel(site, compiled, program)),
  }
}

function describeLabel(site: Site, { source, result }: CompiledFile, program: PageCode): PageLabel {
  const lineOf = createLineFinder(source)
  const workerModule = workerCodeOf(site)
  const outer = result.sites.find(({ nested }) => nested.includes(site.label))
  const { label, functionName, line, column, captured, nested, start, end } = site
  return {
    label,
    functionName,
    line,
    column,
    captured,
    nested,
    caller: outer
      ? { label: outer.label, code: workerCodeOf(outer) }
      : { label: undefined, code: program },
    workerModule,
    callLines: [lineOf(start), lineOf(end)],
    call: [start, end],
    movedLines: [...new Set(workerModule.lines.filter((each) => each !== null))],
  }
}

function workerCodeOf({ file, workerModule: { code, map, lang } }: Site): PageCode {
  return codeOf(code, `${file}.${lang}`, map)
}

function codeOf(text: string, fileName: string, map: object): PageCode {
  const trimmed = text.trimEnd()
  return {
    text: trimmed,
    tokens: tokensOf(trimmed, fileName),
    lines: originalLines(trimmed, map),
  }
}

function tokensOf(text: string, fileName: string): PageCode['tokens'] {
  return tokenize(text, fileName).map(({ start, end, kind }) => [start, end, kind] as const)
}

function originalLines(text: string, map: object): (number | null)[] {
  const decoded = new SourceMap(map as SourceMapPayload)
  return text.split('\n').map((line, at) => {
    // Where its text begins; or, if that was added, where it ends.
    return lineAt(decoded, at, line.search(/\S|$/)) ?? lineAt(decoded, at, line.length)
  })
}

function lineAt(map: SourceMap, line: number, column: number): number | null {
  // The last mapping before that place, which may be on a line above.
  const entry = map.findEntry(line, column)
  return 'generatedLine' in entry && entry.generatedLine === line ? entry.originalLine + 1 : null
}
