// Which variables hold a handle: what `worker`, `pool` and `supervise` give, which is of use only in the
// process that called them. Follows values as far as they can be seen; the runtime refuses the others.

import type { CallExpression, Node } from 'oxc-parser'

import type { FileModel } from './captures.ts'
import { functionOf } from './declared-function.ts'
import { calledExport, importedType, memberName } from './package-exports.ts'
import { usesWithin } from './scope.ts'
import type { Use, Variable } from './scope.ts'
import { contains } from './range.ts'
import { unwrap } from './syntax.ts'
import type { Range } from './range.ts'

/** A handle that a variable holds. */
export interface Handle {
  /** Whose it is. */
  owner: 'worker' | 'pool' | 'supervisor'
  /** The call that makes it, where that can be seen. */
  call: CallExpression | undefined
  /** What the value is to the handle: itself, one of its functions, or an array or object that has it. */
  relation: 'is' | 'is part of' | 'contains'
}

const EXPORT_TO_OWNER: Readonly<Record<string, Handle['owner']>> = {
  __proto__: null as never,
  worker: 'worker',
  pool: 'pool',
  supervise: 'supervisor',
}

const TYPE_TO_OWNER: Readonly<Record<string, Handle['owner']>> = {
  __proto__: null as never,
  WorkerHandle: 'worker',
  PoolHandle: 'pool',
  TaskPool: 'pool',
  Supervisor: 'supervisor',
}

// Members of a handle that are plain data.
const DATA = new Set(['label', 'pid', 'state', 'restarts', 'queued', 'running', 'size'])

/** The handle that `variable` is initialised with. */
export function initialHandle(model: FileModel, variable: Variable): Handle | undefined {
  return new Search(model).initial(variable)
}

/** The handle that `variable` holds by its type: a parameter, or one that gets its value later. */
export function typedHandle(
  { topLevel, scopes }: FileModel,
  variable: Variable,
): Handle | undefined {
  const name = variable.defs[0]?.name
  if (name?.type !== 'Identifier') return undefined
  const annotation = name.typeAnnotation?.typeAnnotation
  const types = annotation?.type === 'TSUnionType' ? annotation.types : [annotation]
  for (const type of types) {
    if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') continue
    const owner = TYPE_TO_OWNER[importedType(type.typeName.name, topLevel, scopes) ?? '']
    if (owner !== undefined) return { owner, call: undefined, relation: 'is' }
  }
  return undefined
}

/** The handle that `use` writes to its variable. */
export function assignedHandle(model: FileModel, use: Use): Handle | undefined {
  if (!use.isWrite || use.isInit) return undefined
  const parent = model.syntax.parents.get(use.node)
  const isTarget = parent?.type === 'AssignmentExpression' && parent.left === use.node
  return isTarget ? new Search(model).inValue(parent.right) : undefined
}

class Search {
  readonly #model: FileModel
  readonly #visited = new Set<Variable>()

  constructor(model: FileModel) {
    this.#model = model
  }

  initial(variable: Variable): Handle | undefined {
    if (this.#visited.has(variable)) return undefined
    this.#visited.add(variable)
    const [definition] = variable.defs
    const node = definition?.node
    const name = definition?.name
    if (node?.type !== 'VariableDeclarator' || node.init == null || !name) return undefined
    return this.#inPattern(node.id, node.init, name)
  }

  /** What of `value` the `name` within `pattern` is bound to. */
  #inPattern(pattern: Node, value: Node, name: Range): Handle | undefined {
    switch (pattern.type) {
      case 'Identifier':
        return this.inValue(value)
      case 'AssignmentPattern':
        return this.#inPattern(pattern.left, value, name)
      case 'ArrayPattern': {
        const items = itemsOf(value)
        const at = pattern.elements.findIndex((element) => element && contains(element, name))
        const [element, item] = [pattern.elements[at], items?.[at]]
        return element && item ? this.#inPattern(element, item, name) : undefined
      }
      case 'ObjectPattern': {
        const property = pattern.properties.find((each) => contains(each, name))
        if (property?.type !== 'Property') return undefined
        const key = property.key.type === 'Identifier' ? property.key.name : undefined
        const member = propertyOf(settled(value), key)
        if (member !== undefined) return this.#inPattern(property.value, member, name)
        return this.#memberOf(value, key)
      }
      default:
        return undefined
    }
  }

  inValue(value: Node): Handle | undefined {
    const node = settled(value)
    switch (node.type) {
      case 'CallExpression':
        return this.#inCall(node)
      case 'MemberExpression':
        return this.#memberOf(node.object, memberName(node))
      case 'Identifier': {
        const [use] = usesWithin(this.#model.scopes.uses, node)
        if (use?.variable === undefined) return undefined
        return typedHandle(this.#model, use.variable) ?? this.initial(use.variable)
      }
      case 'ConditionalExpression':
        return this.inValue(node.consequent) ?? this.inValue(node.alternate)
      case 'LogicalExpression':
        return this.inValue(node.left) ?? this.inValue(node.right)
      case 'ArrayExpression':
        return this.#inside(node.elements.filter((element) => element !== null))
      case 'ObjectExpression':
        return this.#inside(
          node.properties.flatMap((each) => (each.type === 'Property' ? [each.value] : [])),
        )
      default:
        return undefined
    }
  }

  #inside(values: readonly Node[]): Handle | undefined {
    for (const value of values) {
      const handle = this.inValue(value)
      if (handle !== undefined) return { ...handle, relation: 'contains' }
    }
    return undefined
  }

  #inCall(call: CallExpression): Handle | undefined {
    const { topLevel, scopes } = this.#model
    const owner = EXPORT_TO_OWNER[calledExport(call, topLevel, scopes) ?? '']
    if (owner !== undefined) return { owner, call, relation: 'is' }
    const items = itemsOf(call)
    if (items !== undefined) return this.#inside(items)
    const callee = unwrap(call.callee)
    // `codec.with({ timeout })` gives functions of the handle.
    if (callee.type === 'MemberExpression') {
      return memberName(callee) === 'with' ? this.#memberOf(callee.object, 'with') : undefined
    }
    const [use] = callee.type === 'Identifier' ? usesWithin(scopes.uses, callee) : []
    return use?.variable && this.#returnedBy(use.variable)
  }

  #memberOf(object: Node, member: string | undefined): Handle | undefined {
    const handle = this.inValue(object)
    if (handle === undefined || handle.relation === 'contains') return undefined
    return member === undefined || DATA.has(member)
      ? undefined
      : { ...handle, relation: 'is part of' }
  }

  /** The handle that the function in `variable` returns: of a function that opens one. */
  #returnedBy(variable: Variable): Handle | undefined {
    if (this.#visited.has(variable)) return undefined
    this.#visited.add(variable)
    const code = functionOf(variable)
    if (code?.body == null || code.generator) return undefined
    if (code.body.type !== 'BlockStatement') return this.inValue(code.body)
    const last = code.body.body.at(-1)
    return last?.type === 'ReturnStatement' && last.argument
      ? this.inValue(last.argument)
      : undefined
  }
}

/** The expression whose value `node` has, or will have: a promise of a handle crosses no better. */
function settled(node: Node): Node {
  const inner = unwrap(node)
  return inner.type === 'AwaitExpression' ? settled(inner.argument) : inner
}

/** The elements of an array literal, or of one that `Promise.all` waits for. */
function itemsOf(value: Node): readonly Node[] | undefined {
  const node = settled(value)
  if (node.type === 'ArrayExpression') {
    const { elements } = node
    return elements.every((element) => element !== null && element.type !== 'SpreadElement')
      ? elements
      : undefined
  }
  if (node.type !== 'CallExpression') return undefined
  const callee = unwrap(node.callee)
  const [first] = node.arguments
  const isPromise =
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Promise'
  return isPromise && memberName(callee) === 'all' && first ? itemsOf(first) : undefined
}

function propertyOf(node: Node, key: string | undefined): Node | undefined {
  if (node.type !== 'ObjectExpression' || key === undefined) return undefined
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
    if (!property.computed && property.key.name === key) return property.value
  }
  return undefined
}
