// What a worker module needs of its file: starting at the closure, everything that it reaches.

import type { ImportDeclaration, ImportDeclarationSpecifier } from 'oxc-parser'

import type { CallSite } from './call-sites.ts'
import { effectiveUses, outermostSites, placeOf } from './captures.ts'
import type { FileModel, SiteToCaptures } from './captures.ts'
import type { Declaration } from './declarations.ts'
import { jsxFactories } from './jsx-factories.ts'
import type { LocalCode } from './local-code.ts'
import type { Use, Variable } from './scope.ts'
import { contains } from './range.ts'
import type { Range } from './range.ts'

/** The part of a file that one closure needs. */
export interface Slice {
  site: CallSite
  /** Local functions and classes to copy. */
  code: readonly LocalCode[]
  /** Declarations to copy, each with the use that asked for it first. */
  declarations: ReadonlyMap<Declaration, Use>
  imports: ReadonlyMap<ImportDeclaration, ReadonlySet<ImportDeclarationSpecifier>>
  /** Module-level variables that the slice uses, each with its first use. */
  variables: ReadonlyMap<Variable, Use>
  /** Uses of variables that cannot be copied, in declarations that are. */
  stranded: readonly Use[]
  /** Call sites that the worker module calls in turn. */
  nested: readonly CallSite[]
  hasJsx: boolean
  regions: readonly Region[]
}

/** Code that the slice copies, with holes where closures of other call sites have been moved out. */
interface Region extends Range {
  holes: readonly Range[]
}

/** Follows all names from the closure of `site` to what they need. */
export function reach(model: FileModel, siteToCaptures: SiteToCaptures, site: CallSite): Slice {
  const declarations = new Map<Declaration, Use>()
  const imports = new Map<ImportDeclaration, Set<ImportDeclarationSpecifier>>()
  const variables = new Map<Variable, Use>()
  const stranded: Use[] = []
  const nested: CallSite[] = []
  const regions: Region[] = []
  let hasJsx = false
  const code = siteToCaptures.get(site)?.code.map((each) => each.code) ?? []
  const local = new Set<Range>([site.closure, ...code])
  const queue: Range[] = [...local]
  for (let range = queue.shift(); range !== undefined; range = queue.shift()) {
    const uses = [...effectiveUses(model, siteToCaptures, range)]
    const current = range
    if (model.syntax.jsxOffsets.some((at) => at >= current.start && at < current.end)) {
      hasJsx = true
      uses.push(...jsxFactoryUses(model, current))
    }
    const movedOut = outermostSites(model.sites, range)
    nested.push(...movedOut)
    const { start, end } = range
    regions.push({ start, end, holes: movedOut.map(({ closure }) => closure) })
    for (const use of uses) follow(use, range)
  }
  return { site, code, declarations, imports, variables, stranded, nested, hasJsx, regions }

  function follow(use: Use, range: Range): void {
    const place = placeOf(model, use, range)
    // Members of a merged namespace come with it, for all of its declarations are copied.
    const isStranded = place === 'captured' && use.variable !== undefined
    if (isStranded && !local.has(range)) stranded.push(use)
    if (place !== 'module') return
    if (use.variable !== undefined && !variables.has(use.variable)) variables.set(use.variable, use)
    const origin = use.variable && model.topLevel.variableToOrigin.get(use.variable)
    if (origin?.type === 'import') {
      const specifiers = imports.get(origin.statement) ?? new Set()
      imports.set(origin.statement, specifiers.add(origin.specifier))
      return
    }
    const found =
      origin?.type === 'declared'
        ? origin.declarations
        : (model.topLevel.qualifiedNamespaces.get(use.name) ?? [])
    for (const declaration of found) {
      if (declarations.has(declaration)) continue
      declarations.set(declaration, use)
      queue.push(declaration, ...declaration.decorators)
    }
  }
}

/** Whether `range` is code that runs in the process of this slice. */
export function isInSlice({ regions }: Slice, range: Range): boolean {
  return regions.some(
    (region) =>
      contains(region, range) && !region.holes.some((closure) => contains(closure, range)),
  )
}

function jsxFactoryUses(model: FileModel, { start, end }: Range): Use[] {
  const node = model.source.program
  return jsxFactories(model).map((variable) => {
    const { name } = variable
    return { name, node, start, end, variable, isRead: true, isWrite: false, isInit: false }
  })
}
