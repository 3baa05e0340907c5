// Checks one closure against what is around it: `this` and its kin, and the variables that it captures.

import type { Node } from 'oxc-parser'

import type { CallSite } from './call-sites.ts'
import { effectiveUses } from './captures.ts'
import type { Capture, FileModel, SiteToCaptures } from './captures.ts'
import * as found from './diagnostics/captures.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import { assignedHandle, initialHandle, typedHandle } from './handles.ts'
import type { Handle } from './handles.ts'
import { initialiserOf, isCertain, mutationOf } from './mutations.ts'
import { declaredAt } from './scope.ts'
import type { Use, Variable } from './scope.ts'
import { contains } from './syntax.ts'
import type { ContextUse, Range } from './syntax.ts'

/** What is wrong with the closure of `site`. */
export function checkClosure(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  site: CallSite,
): Finding[] {
  const captures = siteToCaptures.get(site) ?? []
  return [
    ...model.syntax.contextUses
      .filter((use) => isFromOutside(use, site.closure))
      .map(describeContextUse),
    ...captures.flatMap((capture) => checkCapture(model, site, capture)),
    ...checkWrites(model, siteToCaptures, site, captures),
  ]
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
  const kind = codeKindOf(variable)
  if (kind !== undefined) return [found.captureLocalCode(use, name, kind, declaration)]
  const parent = definition.parent as unknown as Node | null | undefined
  if (parent?.type === 'VariableDeclaration' && parent.kind.endsWith('using')) {
    return [found.captureResource(use, name, declaration)]
  }
  const isLate = isDeclaredAfter(model, site, definition.node as unknown as Range)
  const isHoisted = parent?.type !== 'VariableDeclaration' || parent.kind === 'var'
  return isLate && !isHoisted ? [found.captureBeforeDeclaration(use, name, declaration)] : []
}

function findHandle(model: FileModel, variable: Variable): Handle | undefined {
  const declared = initialHandle(model, variable) ?? typedHandle(model, variable)
  if (declared !== undefined) return declared
  for (const use of model.scopes.variableToUses.get(variable) ?? []) {
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

// Code behind a captured name: it has to be copied, not sent.
function codeKindOf(variable: Variable): 'function' | 'class' | undefined {
  for (const { type } of variable.defs) {
    if (type === 'FunctionName') return 'function'
    if (type === 'ClassName') return 'class'
  }
  switch (initialiserOf(variable)?.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return 'function'
    case 'ClassExpression':
      return 'class'
    default:
      return undefined
  }
}

function checkWrites(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  site: CallSite,
  captures: readonly Capture[],
): Finding[] {
  const captured = new Set(captures.map(({ variable }) => variable))
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
