// One walk over the tree, collecting everything about a file that needs no scopes: parents, names,
// what is a type, and what depends on the function or class around it (`this`, `#name`, ...).

import { visitorKeys } from 'oxc-parser'
import type {
  CallExpression,
  ImportExpression,
  Node,
  Program,
  TSExternalModuleReference,
} from 'oxc-parser'

/** Something whose meaning comes from the function or class around it. */
export interface ContextUse {
  kind: 'this' | 'super' | 'new.target' | 'private-name'
  node: Node
  /** The function, class member or class that gives the meaning; none at the top level. */
  owner: Node | undefined
}

/** Finds the node around a node. */
export interface Parents {
  get: (node: Node) => Node | undefined
}

/** Facts of one file, all of them in source order. */
export interface SyntaxFacts {
  parents: Parents
  /** Identifiers that are erased together with the types. */
  typeOnly: ReadonlySet<Node>
  /** Every name in the file, used or declared, so that a generated one can differ from all. */
  names: ReadonlySet<string>
  contextUses: readonly ContextUse[]
  calls: readonly CallExpression[]
  /** `import('x')` and `import x = require('x')`. */
  otherImports: readonly (ImportExpression | TSExternalModuleReference)[]
  /** `await` and `yield`. */
  waits: readonly Node[]
  jsxOffsets: readonly number[]
  hasDecorators: boolean
}

/** Walks `program` once. */
export function collectSyntax(program: Program): SyntaxFacts {
  const walker = new Walker(program)
  walker.visit(program, undefined)
  return walker
}

// Nodes with a TS prefix that exist at run time; every other TS node is erased.
const RUNTIME_TS_NODES = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSParameterProperty',
  'TSExportAssignment',
  'TSImportEqualsDeclaration',
  'TSExternalModuleReference',
  'TSQualifiedName',
])

/** What the walk has to know of a type of nodes; one look-up for each node. */
interface NodeType {
  keys: readonly string[]
  isErased: boolean
  /** Gives `this` a meaning, or private names. */
  owns: 'this' | 'private names' | undefined
  /** Fields of classes: their value has a `this` of its own. */
  isField: boolean
  note: Note | undefined
}

type Note = (walker: Walker, node: never, parent: Node | undefined) => void

const NOTES: {
  [T in Node['type']]?: (walker: Walker, node: Node & { type: T }, parent: Node | undefined) => void
} = {
  Identifier: (walker, node) => walker.noteName(node),
  JSXIdentifier: (walker, node) => {
    if (!walker.noteName(node) && node.name === 'this') walker.use('this', node)
  },
  ThisExpression: (walker, node) => walker.use('this', node),
  Super: (walker, node) => walker.use('super', node),
  MetaProperty: (walker, node) => {
    if (node.meta.name === 'new') walker.use('new.target', node)
  },
  PrivateIdentifier: (walker, node, parent) => {
    const isDeclaration = parent !== undefined && 'key' in parent && parent.key === node
    if (!isDeclaration) walker.usePrivateName(node, node.name)
  },
  CallExpression: (walker, node) => void walker.calls.push(node),
  ImportExpression: (walker, node) => void walker.otherImports.push(node),
  TSExternalModuleReference: (walker, node) => void walker.otherImports.push(node),
  JSXElement: (walker, node) => void walker.jsxOffsets.push(node.start),
  JSXFragment: (walker, node) => void walker.jsxOffsets.push(node.start),
  AwaitExpression: (walker, node) => void walker.waits.push(node),
  YieldExpression: (walker, node) => void walker.waits.push(node),
  Decorator: (walker) => {
    walker.hasDecorators = true
  },
}

const OWNERS: Readonly<Record<string, NodeType['owns']>> = {
  ClassBody: 'private names',
  FunctionDeclaration: 'this',
  FunctionExpression: 'this',
  StaticBlock: 'this',
}

const NODE_TYPES: ReadonlyMap<string, NodeType> = new Map(
  Object.entries(visitorKeys).map(([type, keys]) => [
    type,
    {
      keys,
      isErased: type.startsWith('TS') && !RUNTIME_TS_NODES.has(type),
      owns: OWNERS[type],
      isField: type === 'PropertyDefinition' || type === 'AccessorProperty',
      note: NOTES[type as Node['type']],
    },
  ]),
)

class Walker implements SyntaxFacts {
  readonly parents: Parents
  readonly typeOnly = new Set<Node>()
  readonly names = new Set<string>()
  readonly contextUses: ContextUse[] = []
  readonly calls: CallExpression[] = []
  readonly otherImports: (ImportExpression | TSExternalModuleReference)[] = []
  readonly waits: Node[] = []
  readonly jsxOffsets: number[] = []
  hasDecorators = false
  readonly #thisOwners: Node[] = []
  readonly #classes: Node[] = []
  #typeDepth = 0

  constructor(program: Program) {
    this.parents = new ParentsOf(program)
  }

  visit(node: Node, parent: Node | undefined, isFieldValue = false): void {
    const type = NODE_TYPES.get(node.type)
    if (type === undefined) return
    const isErased = this.#typeDepth > 0 || type.isErased || isDeclared(node)
    if (isErased) this.#typeDepth += 1
    const owners = type.owns === 'private names' ? this.#classes : this.#thisOwners
    const isOwner = type.owns !== undefined || isFieldValue
    if (isOwner) owners.push(node)
    ;(type.note as ((...given: unknown[]) => void) | undefined)?.(this, node, parent)
    this.#visitChildren(node, type)
    if (isOwner) owners.pop()
    if (isErased) this.#typeDepth -= 1
  }

  #visitChildren(node: Node, { keys, isField }: NodeType): void {
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as string
      const child = (node as unknown as Record<string, unknown>)[key]
      if (typeof child !== 'object' || child === null) continue
      if (!Array.isArray(child)) {
        this.visit(child as Node, node, isField && key === 'value')
        continue
      }
      for (let index = 0; index < child.length; index += 1) {
        const item = child[index] as Node | null
        if (item !== null) this.visit(item, node)
      }
    }
  }

  /** Returns whether it belongs to a type. */
  noteName(node: Node & { name: string }): boolean {
    this.names.add(node.name)
    if (this.#typeDepth > 0) this.typeOnly.add(node)
    return this.#typeDepth > 0
  }

  use(kind: 'this' | 'super' | 'new.target', node: Node): void {
    if (this.#typeDepth === 0) {
      this.contextUses.push({ kind, node, owner: this.#thisOwners.at(-1) })
    }
  }

  usePrivateName(node: Node, name: string): void {
    const owner = this.#classes.findLast((candidate) => declaresPrivateName(candidate, name))
    this.contextUses.push({ kind: 'private-name', node, owner })
  }
}

/** Few nodes are ever asked about, so each statement of the top level is noted when one of its nodes is. */
class ParentsOf implements Parents {
  readonly #program: Program
  readonly #parents = new Map<Node, Node>()

  constructor(program: Program) {
    this.#program = program
  }

  get(node: Node): Node | undefined {
    const known = this.#parents.get(node)
    if (known !== undefined || node === this.#program) return known
    const statement = lastBefore(this.#program.body, node.start)
    if (statement !== undefined) this.#note(statement, this.#program)
    // A decorator may stand before the statement that it belongs to.
    if (!this.#parents.has(node))
      for (const each of this.#program.body) this.#note(each, this.#program)
    return this.#parents.get(node)
  }

  #note(node: Node, parent: Node): void {
    this.#parents.set(node, parent)
    const fields = node as unknown as Record<string, unknown>
    for (const key of visitorKeys[node.type] ?? []) {
      const child = fields[key]
      if (Array.isArray(child)) {
        for (const item of child as (Node | null)[]) if (item !== null) this.#note(item, node)
      } else if (typeof child === 'object' && child !== null) {
        this.#note(child as Node, node)
      }
    }
  }
}

function lastBefore(nodes: readonly Node[], offset: number): Node | undefined {
  let low = 0
  let high = nodes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((nodes[middle]?.start ?? Infinity) <= offset) low = middle + 1
    else high = middle
  }
  return nodes[low - 1]
}

function declaresPrivateName(body: Node, name: string): boolean {
  if (body.type !== 'ClassBody') return false
  return body.body.some(
    (member) =>
      'key' in member && member.key?.type === 'PrivateIdentifier' && member.key.name === name,
  )
}

// `declare const VERSION: string`
function isDeclared(node: Node): boolean {
  return (node as { declare?: boolean }).declare === true
}

/** The expression inside parentheses, `as`, `satisfies`, `!`, `<T>` and optional chains. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return unwrap(node.expression)
    default:
      return node
  }
}

/** A stretch of the source. */
export interface Range {
  start: number
  end: number
}

/** Whether `inner` lies within `outer`. */
export function contains(outer: Range, inner: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end
}
