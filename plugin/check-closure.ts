// Checks one closure against what is around it: `this` and its kin, and the variables that it captures.

import type { CallSite } from './call-sites.ts'
import { effectiveUses } from './captures.ts'
import type { Capture, CodeCapture, FileModel, SiteToCaptures } from './captures.ts'
import * as found from './diagnostics/captures.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import { assignedHandle, initialHandle, typedHandle } from './handles.ts'
import type { Handle } from './handles.ts'
import { localCodeOf } from './local-code.ts'
import { isCertain, mutationOf } from './mutations.ts'
import { declaredAt } from './scope.ts'
import type { Use, Variable } from './scope.ts'
import { contains } from './range.ts'
import type { Range } from './range.ts'
import type { ContextUse } from './syntax.ts'

/** What is wrong with the closure of `site`, and with the local code that travels with it. */
export function checkClosure(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  site: CallSite,
): Finding[] {
  const { values, code } = siteToCaptures.get(site) ?? { values: [], code: [] }
  return [
    ...checkContext(model, site.closure, []),
    ...code.flatMap((each) => checkContext(model, each.code, [...each.via, each.use])),
    ...code.flatMap((each) => checkOrder(model, site, each)),
    ...values.flatMap((capture) =>
      checkCapture(model, site, capture).map((finding) => addWay(finding, capture.via)),
    ),
    ...checkWrites(model, siteToCaptures, site),
  ]
}

/** Adds the uses of local code that lead from the closure to the place of a finding. */
export function addWay(finding: Finding, via: readonly Use[]): Finding {
  if (via.length === 0) return finding
  const way = via.map(({ name, start, end }, index) => ({
    message: `\`${name}\` is used by ${index === 0 ? 'the closure' : `\`${via[index - 1]?.name}\``} here`,
    range: [start, end] as const,
  }))
  return { ...finding, related: [...(finding.related ?? []), ...way.toReversed()] }
}

function checkContext({ syntax }: FileModel, range: Range, via: readonly Use[]): Finding[] {
  return syntax.contextUses
    .filter((use) => isFromOutside(use, range))
    .map((use) => addWay(describeContextUse(use), via))
}

function isFromOutside(use: ContextUse, closure: Range): boolean {
  if (!contains(closure, use.node)) return false
  return use.owner === undefined || !contains(closure, use.owner)
}

function describeContextUse(use: ContextUse): Finding {
  switch (use.kind) {
    case 'this':
      return found.closureUsesThis(use.node)
    case 'super':
      return found.closureUsesSuper(use.node)
    case 'new.target':
      return found.closureUsesNewTarget(use.node)
    case 'private-name': {
      const name = use.node.type === 'PrivateIdentifier' ? use.node.name : ''
      return found.closureUsesPrivateName(use.node, name)
    }
  }
}

function checkCapture(
  model: FileModel,
  site: CallSite,
  { name, variable, use }: Capture,
): Finding[] {
  if (variable === undefined) return []
  const [definition] = variable.defs
  if (definition === undefined) return name === 'arguments' ? [found.closureUsesArguments(use)] : []
  const declaration = declaredAt(variable)
  const handle = findHandle(model, variable)
  if (handle !== undefined) {
    const isOwn = handle.call === site.call
    return [found.handleCaptured(use, name, handle, declaration, isOwn)]
  }
  const code = localCodeOf(model, variable)
  if (code?.type === 'stuck') return [found.captureLocalCode(use, name, code, declaration)]
  const parent = definition.parent
  if (parent?.type === 'VariableDeclaration' && parent.kind.endsWith('using')) {
    return [found.captureResource(use, name, declaration)]
  }
  if (model.scopes.find(name, site.closure) !== variable) {
    return [found.captureShadowed(use, name, site.labelNode, declaration)]
  }
  const isHoisted = parent?.type !== 'VariableDeclaration' || parent.kind === 'var'
  if (isHoisted || !isDeclaredAfter(model, site, definition.node)) return []
  return [found.captureBeforeDeclaration(use, name, declaration)]
}

// A copy of code has no order: what the source has not declared yet must not be there.
function checkOrder(model: FileModel, site: CallSite, { code, use, via }: CodeCapture): Finding[] {
  const { variable } = code
  const isHoisted = variable.defs[0]?.type === 'FunctionName'
  if (isHoisted || !isDeclaredAfter(model, site, code)) return []
  return [addWay(found.captureBeforeDeclaration(use, variable.name, declaredAt(variable)), via)]
}

function findHandle(model: FileModel, variable: Variable): Handle | undefined {
  const declared = initialHandle(model, variable) ?? typedHandle(model, variable)
  if (declared !== undefined) return declared
  for (const use of variable.uses) {
    const assigned = assignedHandle(model, use)
    if (assigned !== undefined) return assigned
  }
  return undefined
}

// Whether the call is always made before the declaration is: both are run by the same function.
function isDeclaredAfter({ syntax }: FileModel, { call }: CallSite, declaration: Range): boolean {
  if (declaration.end < call.start) return false
  for (let node = syntax.parents.get(call); node; node = syntax.parents.get(node)) {
    if (contains(node, declaration)) return true
    if (/Function|StaticBlock|PropertyDefinition|AccessorProperty/.test(node.type)) return false
  }
  return false
}

function checkWrites(model: FileModel, siteToCaptures: SiteToCaptures, site: CallSite): Finding[] {
  const values = siteToCaptures.get(site)?.values ?? []
  const captured = new Set(values.map(({ variable }) => variable))
  const uses = effectiveUses(model, siteToCaptures, site.closure)
  return uses
    .filter(({ variable }) => variable !== undefined && captured.has(variable))
    .flatMap((use) => checkWrite(model, site, use))
}

function checkWrite(model: FileModel, { functionName }: CallSite, use: Use): Finding[] {
  if (use.isWrite) return [found.captureAssigned(use, use.name, functionName)]
  const mutation = mutationOf(use, model.syntax)
  if (mutation === undefined || use.variable === undefined) return []
  if (!isCertain(mutation, use.variable)) return []
  return [found.captureMutated(mutation.node, use.name, functionName)]
}
