// Before and after: what the build plugin makes of a source. Nothing is run.

import path from 'node:path'

import { parseSync } from 'oxc-parser'
import type { Node } from 'oxc-parser'

import { renderDiagnostic } from '../../../plugin/diagnostics/render.ts'
import { transform } from '../../../plugin/transform.ts'
import type { Site } from '../../../plugin/transform.ts'
import type { CompiledSite, CompileResult } from '../protocol.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')

/** @param file relative to the project's root */
export function compile(source: string, file: string): CompileResult {
  const unchanged = { source, program: source, sites: [], diagnostics: [] }
  const id = path.join(ROOT, file)
  const [syntaxError] = parseSync(id, source).errors
  if (syntaxError !== undefined) {
    return { ...unchanged, note: `This does not parse: ${syntaxError.message}` }
  }
  const result = transform(source, id, { root: ROOT })
  if (result === null) {
    return { ...unchanged, note: 'There is no call of task, worker or pool from ‘verdigris’ here.' }
  }
  return {
    source,
    program: result.code,
    sites: result.sites.map((site) => describeSite(site, source, result.code)),
    diagnostics: result.diagnostics.map((diagnostic) => {
      const { severity, code, message, hint } = diagnostic
      const [from, to] = diagnostic.range
      return { severity, code, message, hint, from, to, text: renderDiagnostic(diagnostic) }
    }),
    note: '',
  }
}

function describeSite(site: Site, source: string, program: string): CompiledSite {
  const { label, where, captured, workerModule } = site
  const code = workerModule.code.trim()
  return {
    label,
    where,
    source: excerpt(source, site.start, site.end),
    program: excerpt(program, ...findCall(program, label)),
    workerModule: code,
    captured: captured.map(({ name, travel, from }) => ({ name, travel, ...(from && { from }) })),
  }
}

/** Whole lines, moved to the left. */
function excerpt(code: string, start: number, end: number): string {
  const from = code.lastIndexOf('\n', start) + 1
  const to = code.indexOf('\n', end)
  const lines = code.slice(from, to === -1 ? undefined : to).split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const indent = Math.min(...indents)
  return lines.map((line) => line.slice(indent)).join('\n')
}

/** `task(__verdigris_site('ocr', …), …)` in the program's file. */
function findCall(program: string, label: string): [start: number, end: number] {
  let found: [number, number] = [0, program.length]
  walk(parseSync('program.ts', program).program, (node) => {
    if (node.type !== 'CallExpression') return
    const [site] = node.arguments
    if (site?.type !== 'CallExpression') return
    const [name] = site.arguments
    if (name?.type === 'Literal' && name.value === label) found = [node.start, node.end]
  })
  return found
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && typeof value.type === 'string') visit(value as Node)
  for (const part of Object.values(value)) walk(part, visit)
}
