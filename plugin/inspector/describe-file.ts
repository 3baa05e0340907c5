// Describes a compiled file for the inspector's page.

import path from 'node:path'

import { createLocator } from '../diagnostics/code-frame.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { renderDiagnostic } from '../diagnostics/render.ts'
import { tokenize } from '../tokens.ts'
import type { TransformResult } from '../transform.ts'
import { toPosix } from '../virtual.ts'
import { GeneratedCode, SourceMarks, toPageTokens } from './generated-code.ts'
import type { PageFile, PageLabel } from './page-state.ts'

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
  const program = new GeneratedCode(result.code, file, result.map)
  const siteToWorker = new Map(
    result.sites.map((site) => {
      const { code, map, lang } = site.workerModule
      return [site, new GeneratedCode(code, `${file}.${lang}`, map)]
    }),
  )
  const locate = createLocator(source)
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
      tokens: toPageTokens(tokenize(source, file)),
      lines: source.split('\n').map((_, at) => at + 1),
    },
    labels: [...siteToWorker].map(([site, worker]): PageLabel => {
      const { label, functionName, line, column, captured, nested, start, end } = site
      const marks = new SourceMarks(source, captured)
      const outer = result.sites.find((other) => other.nested.includes(label))
      const caller = (outer && siteToWorker.get(outer)) ?? program
      return {
        label,
        functionName,
        line,
        column,
        captured,
        nested,
        marks: marks.list(),
        caller: { label: outer?.label, code: caller.toPage(), marks: caller.markNames(marks) },
        workerModule: worker.toPage(),
        workerMarks: worker.markNames(marks),
        callLines: [locate(start).line, locate(end).line],
        call: [start, end],
        movedLines: [...new Set(worker.lines.filter((each) => each !== null))],
      }
    }),
  }
}
