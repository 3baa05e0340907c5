// Checks the local functions and classes that travel with a closure: the state that they share, and what
// classes do when they are made.

import type { Class, Node } from 'oxc-parser'

import type { CallSite } from './call-sites.ts'
import { effectiveUses, placeOf } from './captures.ts'
import type { CodeCapture, FileModel, SiteToCaptures } from './captures.ts'
import { addWay } from './check-closure.ts'
import * as found from './diagnostics/captures.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import { evaluatedParts, localCodeOf } from './local-code.ts'
import { isCertain, isLikely, mutationOf } from './mutations.ts'
import type { Slice } from './reach.ts'
import { declaredAt } from './scope.ts'
import type { Use, Variable } from './scope.ts'
import { findSharingUse, isMemo, outsideUses } from './shared-state.ts'
import { contains } from './range.ts'
import type { Range } from './range.ts'

/** What is wrong with the local code of all slices. */
export function checkLocalCode(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  slices: readonly Slice[],
): Finding[] {
  return slices.flatMap((slice) => {
    const code = siteToCaptures.get(slice.site)?.code ?? []
    return [
      ...checkShared(model, siteToCaptures, slice, code),
      ...code.flatMap((each) => checkClass(model, siteToCaptures, each)),
    ]
  })
}

/** A write or change in a copy. */
interface Change {
  use: Use
  variable: Variable
  node: Range
  via: readonly Use[]
}

function checkShared(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  slice: Slice,
  code: readonly CodeCapture[],
): Finding[] {
  const changes = code.flatMap((each) => findChanges(model, siteToCaptures, each))
  const variableToChange = new Map(changes.toReversed().map((change) => [change.variable, change]))
  return [...variableToChange.values()].flatMap((change) => {
    const { variable, node, via } = change
    const outside = outsideUses(slice, variable)
    const read = outside.find(({ isRead }) => isRead)
    const isCode = code.some((each) => each.code.variable === variable)
    if (read !== undefined && !isCode) {
      const finding = change.use.isWrite
        ? found.localStateRead(node, variable.name, read)
        : found.captureMutated(node, variable.name, slice.site.functionName)
      return [addWay(finding, via)]
    }
    // A value that is computed when it is missed is the same in each process.
    if (changes.every((each) => each.variable !== variable || isMemo(each.use, model))) return []
    const user = read ?? findOtherUser(model, slice, code, variable)
    return user ? [addWay(found.localStateSplit(node, variable.name, user), via)] : []
  })
}

function findChanges(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  { code, use: firstUse, via }: CodeCapture,
): Change[] {
  return effectiveUses(model, siteToCaptures, code).flatMap((use): Change[] => {
    const { variable } = use
    if (variable === undefined || placeOf(model, use, code) !== 'captured') return []
    const mutation = mutationOf(use, model.syntax)
    const isChange = use.isWrite || (mutation !== undefined && isCertain(mutation, variable))
    const isInit = use.isInit && contains(code, use)
    if (!isChange || isInit) return []
    return [{ use, variable, node: mutation?.node ?? use, via: [...via, firstUse] }]
  })
}

// Who else has to do with the state: other code that uses the functions which share it, or the same call
// when it is made again.
function findOtherUser(
  model: FileModel,
  slice: Slice,
  code: readonly CodeCapture[],
  state: Variable,
): Range | undefined {
  const copies = code.map(({ code: { variable, ...range } }) => ({ variable, ranges: [range] }))
  const user = findSharingUse(model, slice, copies, state)
  return user ?? (canRepeat(model, slice.site, state) ? slice.site.labelNode : undefined)
}

function canRepeat({ syntax }: FileModel, { call }: CallSite, state: Variable): boolean {
  const scope = state.scope.block
  for (let node = syntax.parents.get(call); node; node = syntax.parents.get(node)) {
    if (contains(node, scope)) return false
    if (/Function|PropertyDefinition|^(For|While|DoWhile)/.test(node.type)) return true
  }
  return false
}

function checkClass(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  { code, use, via }: CodeCapture,
): Finding[] {
  const { classNode, variable } = code
  if (classNode === undefined) return []
  const problem = findEvaluated(model, siteToCaptures, classNode, code)
  if (problem === undefined) return []
  const { place, text } = problem
  const finding = found.captureEvaluated(place, variable.name, text, declaredAt(variable))
  return [addWay(finding, [...via, use])]
}

interface Evaluated {
  place: Range
  text: string
}

function findEvaluated(
  model: FileModel,
  siteToCaptures: SiteToCaptures,
  classNode: Class,
  range: Range,
): Evaluated | undefined {
  const queue: Range[] = evaluatedParts(classNode)
  for (const part of queue) {
    const call = model.sites.find((site) => contains(part, site))
    if (call !== undefined) return { place: call, text: 'so would this call' }
    const wait = model.syntax.waits.find(
      (node) => contains(part, node) && isRunBy(model, node, classNode),
    )
    if (wait !== undefined) return { place: wait, text: 'nothing can wait there' }
    for (const use of effectiveUses(model, siteToCaptures, part)) {
      if (placeOf(model, use, range) !== 'captured' || use.variable === undefined) continue
      const code = localCodeOf(model, use.variable)
      if (code?.type === 'code') {
        if (!queue.includes(code)) queue.push(code)
      } else if (!isConstant(model, use.variable)) {
        return { place: use, text: `\`${use.name}\` may have another value by then` }
      }
    }
  }
  return undefined
}

// Whether the function around the class is the one that waits.
function isRunBy({ syntax }: FileModel, wait: Node, classNode: Node): boolean {
  for (let node = syntax.parents.get(wait); node; node = syntax.parents.get(node)) {
    if (node === classNode) return true
    if (node.type.includes('Function')) return false
  }
  return false
}

function isConstant({ syntax }: FileModel, variable: Variable): boolean {
  return variable.uses.every((use) => {
    if (use.isWrite) return use.isInit
    const mutation = mutationOf(use, syntax)
    return mutation === undefined || !isLikely(mutation)
  })
}
