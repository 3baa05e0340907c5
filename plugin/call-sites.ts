// Finds the call sites of a file: calls of what it imports from `verdigris`, whatever it calls it.

import type { CallExpression, ImportDeclaration, Node, Program } from 'oxc-parser'

import { checkArguments, checkPrewarm, isTaskPool, literalText } from './call-shape.ts'
import type { Call, CalledName, FunctionName, Prewarm } from './call-shape.ts'
import type { TopLevel } from './declarations.ts'
import * as calls from './diagnostics/calls.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import { INTERNAL_MODULE } from './generated.ts'
import { findNamedClosure } from './named-closure.ts'
import { memberName, PACKAGE, packageBindingOf } from './package-exports.ts'
import type { PackageBinding } from './package-exports.ts'
import { usesWithin } from './scope.ts'
import type { FileScopes } from './scope.ts'
import { outermost, unwrap } from './syntax.ts'
import type { SyntaxFacts } from './syntax.ts'

/** One call whose closure can be hoisted. */
export interface CallSite extends Call {
  /** The import that the called function comes from. */
  importedBy: ImportDeclaration
}

/** One call that asks for a process, and for no more. */
export interface PrewarmSite extends Prewarm {
  importedBy: ImportDeclaration
}

/** What a file calls of the package, in source order. */
export interface FoundCalls {
  sites: CallSite[]
  prewarms: PrewarmSite[]
  /** Pools without a closure. */
  taskPools: CallExpression[]
  findings: Finding[]
}

/** Finds all calls; those that are wrong are findings instead. */
export function findCallSites(
  code: string,
  syntax: SyntaxFacts,
  scopes: FileScopes,
  topLevel: TopLevel,
): FoundCalls {
  const sites: CallSite[] = []
  const prewarms: PrewarmSite[] = []
  const taskPools: CallExpression[] = []
  const findings: Finding[] = []
  for (const [variable, origin] of topLevel.variableToOrigin) {
    const binding = packageBindingOf(origin)
    if (origin.type !== 'import' || binding === undefined) continue
    for (const use of variable.uses) {
      const found = findCall(use.node, binding, syntax)
      if (found.type === 'unrelated') continue
      if (found.type === 'escape') {
        findings.push(calls.bindingEscapes(found.node, code, found.functionName))
        continue
      }
      const { call, functionName } = found
      // A library that was compiled before it was published.
      if (isCompiled(call, topLevel, scopes)) continue
      if (functionName === 'task.prewarm') {
        const checked = checkPrewarm(call)
        if ('findings' in checked) findings.push(...checked.findings)
        else prewarms.push({ ...checked, importedBy: origin.statement })
        continue
      }
      if (functionName === 'pool' && isTaskPool(call)) {
        taskPools.push(call)
        continue
      }
      const checked = checkArguments(call, functionName, code, (node) =>
        findNamedClosure(node, scopes, topLevel),
      )
      if ('findings' in checked) findings.push(...checked.findings)
      else sites.push({ ...checked, importedBy: origin.statement })
    }
  }
  sites.sort((a, b) => a.start - b.start)
  prewarms.sort((a, b) => a.start - b.start)
  return { sites, prewarms, taskPools, findings: [...findings, ...findDuplicates(sites)] }
}

/** Places that load the package in a way that hides its calls. */
export function findHiddenImports({ calls: all, otherImports }: SyntaxFacts): Finding[] {
  const requires = all.filter(
    ({ callee }) => callee.type === 'Identifier' && callee.name === 'require',
  )
  const loads: [Node, Node | undefined][] = [
    ...requires.map((call): [Node, Node | undefined] => [call, call.arguments[0]]),
    ...otherImports.map((node): [Node, Node] => [
      node,
      node.type === 'ImportExpression' ? node.source : node.expression,
    ]),
  ]
  return loads
    .filter(([, source]) => source !== undefined && literalText(source) === PACKAGE)
    .map(([node]) => calls.importNotStatic(node))
}

/** Places that pass the package's functions on to other files, whose calls are not found by that. */
export function findReExports(
  program: Program,
  { variableToOrigin }: TopLevel,
  { moduleScope }: FileScopes,
): Finding[] {
  const isPassedOn = (name: string): boolean => {
    const variable = moduleScope.get(name)
    return mayLeadToCall(packageBindingOf(variable && variableToOrigin.get(variable)))
  }
  return program.body.flatMap((statement) => {
    if (statement.type === 'ExportAllDeclaration') {
      const isOurs = statement.source.value === PACKAGE && statement.exportKind !== 'type'
      return isOurs ? [calls.bindingReExported(statement, [])] : []
    }
    if (statement.type !== 'ExportNamedDeclaration' || statement.exportKind === 'type') return []
    const { source, specifiers } = statement
    if (source !== null && source.value !== PACKAGE) return []
    const names = specifiers
      .filter(({ exportKind }) => exportKind !== 'type')
      .map(({ local }) => (local.type === 'Literal' ? local.value : local.name))
      .filter((name) => (source === null ? isPassedOn(name) : functionNameOf(name) !== undefined))
    return names.length === 0 ? [] : [calls.bindingReExported(statement, names)]
  })
}

/** Whether the file imports anything from the package that may lead to a call. */
export function importsPackage(topLevel: TopLevel): boolean {
  return [...topLevel.variableToOrigin.values()].some((origin) =>
    mayLeadToCall(packageBindingOf(origin)),
  )
}

function mayLeadToCall(binding: PackageBinding | undefined): boolean {
  if (binding === undefined) return false
  return binding.type === 'namespace' || functionNameOf(binding.name) !== undefined
}

function functionNameOf(name: string): FunctionName | undefined {
  return name === 'task' || name === 'worker' || name === 'pool' ? name : undefined
}

type Found =
  | { type: 'call'; call: CallExpression; functionName: CalledName }
  | { type: 'escape'; node: Node; functionName: CalledName | undefined }
  | { type: 'unrelated' }

// From an occurrence of the binding up to the call.
function findCall(identifier: Node, binding: PackageBinding, { parents }: SyntaxFacts): Found {
  let node = outermost(identifier, parents)
  let parent = parents.get(node)
  // Passed on, and no use of it here: `findReExports` tells of it.
  if (parent?.type === 'ExportSpecifier') return { type: 'unrelated' }
  let name = binding.type === 'export' ? binding.name : undefined
  if (binding.type === 'namespace') {
    if (parent?.type !== 'MemberExpression' || parent.object !== node) {
      return { type: 'escape', node: identifier, functionName: undefined }
    }
    name = memberName(parent)
    node = outermost(parent, parents)
    parent = parents.get(node)
    if (name === undefined) return { type: 'escape', node, functionName: undefined }
  }
  let functionName: CalledName | undefined = name === undefined ? undefined : functionNameOf(name)
  if (functionName === undefined) return { type: 'unrelated' }
  let place = binding.type === 'namespace' ? node : identifier
  if (functionName === 'task' && isPrewarm(parent, node)) {
    functionName = 'task.prewarm'
    place = parent
    node = outermost(parent, parents)
    parent = parents.get(node)
  }
  if (parent?.type === 'CallExpression' && parent.callee === node) {
    return { type: 'call', call: parent, functionName }
  }
  return { type: 'escape', node: place, functionName }
}

function isPrewarm(
  node: Node | undefined,
  task: Node,
): node is Node & { type: 'MemberExpression' } {
  return node?.type === 'MemberExpression' && node.object === task && memberName(node) === 'prewarm'
}

function isCompiled(
  call: CallExpression,
  { variableToOrigin }: TopLevel,
  scopes: FileScopes,
): boolean {
  const label = call.arguments[0] && unwrap(call.arguments[0])
  if (label?.type !== 'CallExpression') return false
  const [use] = usesWithin(scopes.uses, label.callee)
  const origin = use?.variable && variableToOrigin.get(use.variable)
  return origin?.type === 'import' && origin.statement.source.value === INTERNAL_MODULE
}

function findDuplicates(sites: readonly CallSite[]): Finding[] {
  const labelToFirst = new Map<string, CallSite>()
  const findings: Finding[] = []
  for (const site of sites) {
    const first = labelToFirst.get(site.label)
    if (first === undefined) labelToFirst.set(site.label, site)
    else findings.push(calls.labelDuplicate(site.label, site.labelNode, first.labelNode))
  }
  return findings
}
