// What each closure captures: the variables of the functions and blocks around it.

import type { CallSite, PrewarmSite } from './call-sites.ts'
import type { Namespace, TopLevel } from './declarations.ts'
import { localCodeOf } from './local-code.ts'
import type { LocalCode, StuckCode } from './local-code.ts'
import type { SourceFile } from './parse.ts'
import { isDeclaredWithin, usesOutside, usesWithin } from './scope.ts'
import type { FileScopes, Use, Variable } from './scope.ts'
import { contains, startingWithin } from './range.ts'
import type { Range } from './range.ts'
import type { SyntaxFacts } from './syntax.ts'
import type { WrittenText } from './written-text.ts'

/** Everything known about a file before closures are looked at. */
export interface FileModel {
  /** What people know the file as. */
  written: WrittenText
  source: SourceFile
  syntax: SyntaxFacts
  scopes: FileScopes
  topLevel: TopLevel
  sites: readonly CallSite[]
  prewarms: readonly PrewarmSite[]
  /** What JSX is compiled to, if known. */
  jsxNames: readonly string[] | undefined
  /** What has been found out about local functions and classes. */
  localCode: Map<Variable, LocalCode | StuckCode | undefined>
}

/** A variable that travels by value. */
export interface Capture {
  name: string
  /** `undefined` for a member of a merged namespace, which has a name only. */
  variable: Variable | undefined
  /** Where it is used first: by the closure, or by local code that travels with it. */
  use: Use
  /** The uses of local code that lead there, that in the closure first. */
  via: readonly Use[]
}

/** A local function or class that is copied. */
export interface CodeCapture {
  code: LocalCode
  use: Use
  via: readonly Use[]
}

/** What a closure takes from the functions and blocks around it. */
export interface Captures {
  values: readonly Capture[]
  code: readonly CodeCapture[]
}

export type SiteToCaptures = ReadonlyMap<CallSite, Captures>

/** The captures of every call site, each in the order of their first use. */
export function collectCaptures(model: FileModel): SiteToCaptures {
  const siteToCaptures = new Map<CallSite, Captures>()
  for (let isChanged = true; isChanged;) {
    isChanged = false
    let hasCode = false
    // Inner call sites start later. What they capture, the closures around them must have.
    for (const site of model.sites.toReversed()) {
      const captures = capturesOf(model, siteToCaptures, site)
      isChanged ||= captures.values.length > (siteToCaptures.get(site)?.values.length ?? 0)
      hasCode ||= captures.code.length > 0
      siteToCaptures.set(site, captures)
    }
    // Local code may lie anywhere, and may contain call sites itself, even the one that it travels with.
    isChanged &&= hasCode
  }
  return siteToCaptures
}

function capturesOf(model: FileModel, siteToCaptures: SiteToCaptures, site: CallSite): Captures {
  const values = new Map<Variable | string, Capture>()
  const code = new Map<Variable, CodeCapture>()
  const queue: { range: Range; via: readonly Use[] }[] = [{ range: site.closure, via: [] }]
  for (const { range, via } of queue) {
    for (const use of effectiveUses(model, siteToCaptures, range)) {
      if (placeOf(model, use, range) !== 'captured') continue
      const { name, variable } = use
      if (values.has(variable ?? name) || (variable && code.has(variable))) continue
      const found = localCodeOf(model, variable)
      if (found?.type === 'code') {
        code.set(found.variable, { code: found, use, via })
        queue.push({ range: found, via: [...via, use] })
      } else {
        values.set(variable ?? name, { name, variable, use, via })
      }
    }
  }
  return { values: [...values.values()], code: [...code.values()] }
}

/**
 * The uses that remain within `range` when the closures of call sites inside it have been moved out,
 * in source order: of those closures, only what they capture.
 */
export function effectiveUses(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  range: Range,
): readonly Use[] {
  const movedOut = outermostSites(model.sites, range)
  const all = usesWithin(model.scopes.uses, range)
  if (movedOut.length === 0) return all
  const remaining = usesOutside(
    all,
    movedOut.map(({ closure }) => closure),
  )
  for (const site of movedOut) {
    for (const { use } of siteToCaptures.get(site)?.values ?? []) {
      remaining.push({ ...use, isRead: true, isWrite: false })
    }
  }
  return remaining.sort((a, b) => a.start - b.start)
}

/** The call sites within `range` that are not inside the closure of another one there. */
export function outermostSites(sites: readonly CallSite[], range: Range): CallSite[] {
  const found: CallSite[] = []
  for (const site of startingWithin(sites, range)) {
    const { closure } = site
    // The closure itself contains no call of it.
    if (!contains(range, closure) || contains(closure, range)) continue
    const last = found.at(-1)
    if (last === undefined || !contains(last.closure, closure)) found.push(site)
  }
  return found
}

/** Where the thing lives that a name inside `closure` means. */
export type Place = 'own' | 'captured' | 'module' | 'global'

/** Tells where `use`, which lies inside `closure`, gets its value from. */
export function placeOf(model: FileModel, use: Use, closure: Range): Place {
  const { variable } = use
  const { topLevel, scopes } = model
  if (variable === undefined) {
    if (topLevel.qualifiedNamespaces.has(use.name)) return 'module'
    return isMemberOfMergedNamespace(use, model) ? 'captured' : 'global'
  }
  if (variable.scope !== scopes.moduleScope) {
    return isDeclaredWithin(variable, closure) ? 'own' : 'captured'
  }
  const origin = topLevel.variableToOrigin.get(variable)
  if (origin === undefined) return 'global'
  return origin.type === 'nested' ? 'captured' : 'module'
}

// `namespace N { export const x = 1 } namespace N { x }`: to TypeScript they are one, to its scopes they are two.
function isMemberOfMergedNamespace(use: Use, { topLevel, syntax }: FileModel): boolean {
  if (topLevel.namespaces.length === 0) return false
  const merged = new Set(
    topLevel.namespaces.filter((each) => exportsMember(each, use.name)).map(namespaceName),
  )
  if (merged.size === 0) return false
  for (let node = syntax.parents.get(use.node); node; node = syntax.parents.get(node)) {
    if (node.type === 'TSModuleDeclaration' && merged.has(namespaceName(node))) return true
  }
  return false
}

function namespaceName({ id }: Namespace): string | undefined {
  return id.type === 'Identifier' ? id.name : undefined
}

function exportsMember({ id, body }: Namespace, member: string): boolean {
  if (id.type !== 'Identifier' || body?.type !== 'TSModuleBlock') return false
  return body.body.some((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration == null) return false
    const { declaration } = statement
    if (declaration.type !== 'VariableDeclaration') {
      return (
        'id' in declaration &&
        declaration.id?.type === 'Identifier' &&
        declaration.id.name === member
      )
    }
    return declaration.declarations.some(({ id }) => id.type === 'Identifier' && id.name === member)
  })
}
