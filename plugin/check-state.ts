// Checks the module-level state that a slice copies: it must not depend on what stays in the parent.

import type { Node } from 'oxc-parser'

import type { CallSite } from './call-sites.ts'
import type { FileModel } from './captures.ts'
import type { Declaration } from './declarations.ts'
import {
  captureAssigned,
  captureResource,
  closureUsesEval,
  handleCaptured,
} from './diagnostics/captures.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import * as found from './diagnostics/state.ts'
import { assignedHandle, initialHandle, typedHandle } from './handles.ts'
import type { Handle } from './handles.ts'
import { isCertain, mutationByCall, mutationOf } from './mutations.ts'
import type { Mutation } from './mutations.ts'
import { isInSlice } from './reach.ts'
import type { Slice } from './reach.ts'
import { declaredAt } from './scope.ts'
import type { Use, Variable } from './scope.ts'
import { findSharingUse, isMemberWrite, isMemo, outsideUses } from './shared-state.ts'
import { contains } from './range.ts'
import type { Range } from './range.ts'

/** What is wrong with the state that the slices of a file copy. */
export function checkState(model: FileModel, slices: readonly Slice[]): Finding[] {
  const evalCalls = findEval(model)
  const history = new History(model)
  return slices.flatMap((slice) => [
    ...slice.stranded.map((use) => found.copyNestedVar(use, use.name)),
    ...evalCalls.filter((call) => isInSlice(slice, call)).map(closureUsesEval),
    ...[...slice.variables].flatMap(([variable, firstUse]) =>
      checkVariable(model, slice, variable, firstUse, history),
    ),
  ])
}

function checkVariable(
  model: FileModel,
  slice: Slice,
  variable: Variable,
  firstUse: Use,
  history: History,
): Finding[] {
  const origin = model.topLevel.variableToOrigin.get(variable)
  const { writes, mutations, initialisations, initial } = history.of(variable)
  const notInitialised = checkInitialised(slice, variable, firstUse, initialisations)
  if (origin?.type === 'import') return notInitialised
  if (origin?.type !== 'declared') return []
  const lost = writes.find((use) => !isInSlice(slice, use))
  const handle = initial ?? findAssigned(model, variable, lost)
  if (handle !== undefined) {
    const isOwn = handle.call === slice.site.call
    return [handleCaptured(firstUse, variable.name, handle, declaredAt(variable), isOwn)]
  }
  if (origin.declarations.some(isResource)) {
    return [captureResource(firstUse, variable.name, declaredAt(variable))]
  }
  if (lost !== undefined) {
    const user = contains(slice.site.closure, firstUse) ? 'closure' : 'copy'
    return [found.captureWrittenElsewhere(firstUse, variable.name, lost, user)]
  }
  const changes: Changes = {
    writes: writes.filter((use) => isInSlice(slice, use)),
    mutations: mutations.filter(
      ({ use, mutation }) =>
        isInSlice(slice, use) &&
        (contains(slice.site.closure, use) || isMemberWrite(mutation, variable, model)),
    ),
  }
  if (changes.writes.length + changes.mutations.length === 0) return notInitialised
  const isExported = origin.declarations.some((declaration) => declaration.isExported)
  const [outside] = outsideUses(slice, variable)
  const readOutside =
    outside ??
    (isExported ? declaredAt(variable) : findSharingCopy(model, slice, variable, changes))
  if (readOutside === undefined) return notInitialised
  return [...notInitialised, ...checkShared(slice.site, variable, changes, readOutside)]
}

// A copied function that changes it, and that this process calls as well.
function findSharingCopy(
  model: FileModel,
  slice: Slice,
  state: Variable,
  { writes, mutations }: Changes,
): Use | undefined {
  const isChanged =
    writes.some((use) => !isMemo(use, model)) ||
    mutations.some(({ use }) => !contains(slice.site.closure, use))
  if (!isChanged) return undefined
  const copies = [...slice.variables.keys()].flatMap((variable) => {
    const origin = model.topLevel.variableToOrigin.get(variable)
    return origin?.type === 'declared' ? [{ variable, ranges: origin.declarations }] : []
  })
  return findSharingUse(model, slice, copies, state)
}

// Where only copied functions assign it, each process has a handle of its own.
function findAssigned(
  model: FileModel,
  variable: Variable,
  lost: Use | undefined,
): Handle | undefined {
  return lost && (assignedHandle(model, lost) ?? typedHandle(model, variable))
}

function isResource({ statement }: Declaration): boolean {
  return statement !== undefined && statement.kind.endsWith('using')
}

// State that both processes use: what one does to it, the other does not see.
function checkShared(
  { closure, functionName }: CallSite,
  variable: Variable,
  { writes, mutations }: Changes,
  read: Range,
): Finding[] {
  const { name } = variable
  return [
    ...writes.map((use) =>
      contains(closure, use)
        ? captureAssigned(use, name, functionName)
        : found.copyWritten(use, name, read),
    ),
    ...mutations
      .filter(({ use, mutation }) => !use.isWrite && isCertain(mutation, variable))
      .map(({ use, mutation }) => {
        const by = contains(closure, use) ? 'closure' : 'copy'
        return found.copyMutated(mutation.node, name, read, by)
      }),
  ]
}

// Only the first: a registry that is filled by fifty statements is one problem.
function checkInitialised(
  slice: Slice,
  variable: Variable,
  firstUse: Use,
  initialisations: readonly UseMutation[],
): Finding[] {
  const first = initialisations.find(({ use }) => !isInSlice(slice, use))
  const origin = isImported(variable) ? 'imported' : 'copied'
  return first
    ? [found.copyNotInitialised(first.mutation.node, variable.name, firstUse, origin)]
    : []
}

interface UseMutation {
  use: Use
  mutation: Mutation
}

/** What is done to a variable after its declaration. */
interface Changes {
  writes: readonly Use[]
  mutations: readonly UseMutation[]
}

/** What a variable is from the beginning to the end of its file. */
interface Past extends Changes {
  /** Changes that set something up when the file is loaded. */
  initialisations: readonly UseMutation[]
  /** The handle that it is declared with. */
  initial: Handle | undefined
}

/** The past of each variable: the same one, whichever slice needs it. */
class History {
  readonly #model: FileModel
  readonly #variableToPast = new Map<Variable, Past>()

  constructor(model: FileModel) {
    this.#model = model
  }

  of(variable: Variable): Past {
    const known = this.#variableToPast.get(variable)
    if (known !== undefined) return known
    const { syntax, scopes } = this.#model
    const uses = variable.uses.filter(({ isInit }) => !isInit)
    const mutations = uses.flatMap((use): UseMutation[] => {
      const mutation = mutationOf(use, syntax) ?? mutationByCall(use, syntax, scopes)
      return mutation === undefined ? [] : [{ use, mutation }]
    })
    const past = {
      writes: uses.filter(({ isWrite }) => isWrite),
      mutations,
      initialisations: mutations.filter(({ mutation }) =>
        isInitialisation(this.#model, mutation, variable),
      ),
      initial: initialHandle(this.#model, variable),
    }
    this.#variableToPast.set(variable, past)
    return past
  }
}

// Method names that set something up. A guess, so it makes a warning, and only for statements that run
// when the file is loaded.
const COPIED_SETUP =
  /^(set|add|put|push|unshift|append|insert|delete|remove|clear|register|use|on|once|extend|config|configure|init|initialize|initialise|setup|define|enable|disable|install|mount|load|assign|merge|update|open|connect|prepare|exec)([A-Z].*)?$/
const IMPORTED_SETUP =
  /^(set|register|use|extend|config|configure|init|initialize|initialise|setup|enable|disable|install)([A-Z].*)?$/

function isInitialisation(model: FileModel, mutation: Mutation, variable: Variable): boolean {
  if (mutation.type === 'assign' || isCertain(mutation, variable)) return true
  if (!runsOnLoad(mutation.node, model)) return false
  const pattern = isImported(variable) ? IMPORTED_SETUP : COPIED_SETUP
  return mutation.method !== undefined && pattern.test(mutation.method)
}

// Whether loading the file runs `node` for its effect: a statement with no function around it.
function runsOnLoad(node: Node, { syntax }: FileModel): boolean {
  let isStatement = false
  for (let parent = syntax.parents.get(node); parent; parent = syntax.parents.get(parent)) {
    if (parent.type === 'ExpressionStatement') isStatement = true
    const isTransparent = parent.type === 'AwaitExpression' || parent.type === 'ChainExpression'
    if (!isStatement && !isTransparent) return false
    if (parent.type.includes('Function')) return false
  }
  return true
}

function isImported(variable: Variable): boolean {
  return variable.defs[0]?.type === 'ImportBinding'
}

function findEval({ scopes, syntax }: FileModel): Range[] {
  const direct = new Set(
    scopes.uses
      .filter(({ name, variable }) => name === 'eval' && variable === undefined)
      .map(({ node }) => node),
  )
  return syntax.calls.filter(({ callee }) => direct.has(callee))
}
