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

/** Facts of one file, all of them in source order. */
export interface SyntaxFacts {
  parents: ReadonlyMap<Node, Node>
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
  const walker = new Walker()
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

class Walker implements SyntaxFacts {
  readonly parents = new Map<Node, Node>()
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

  visit(node: Node, parent: Node | undefined): void {
    if (parent !== undefined) this.parents.set(node, parent)
    const isErased = this.#typeDepth > 0 || isErasedNode(node)
    if (isErased) this.#typeDepth += 1
    const list = ownersOf(node, parent, this.#thisOwners, this.#classes)
    list?.push(node)
    this.#note(node, parent)
    this.#visitChildren(node)
    list?.pop()
    if (isErased) this.#typeDepth -= 1
  }

  #visitChildren(node: Node): void {
    const fields = node as unknown as Record<string, unknown>
    for (const key of visitorKeys[node.type] ?? []) {
      const child = fields[key]
      if (Array.isArray(child)) {
        for (const item of child) if (isNode(item)) this.visit(item, node)
      } else if (isNode(child)) {
        this.visit(child, node)
      }
    }
  }

  #note(node: Node, parent: Node | undefined): void {
    switch (node.type) {
      case 'Identifier':
      case 'JSXIdentifier':
        this.names.add(node.name)
        if (this.#typeDepth > 0) this.typeOnly.add(node)
        else if (node.type === 'JSXIdentifier' && node.name === 'this') this.#use('this', node)
        return
      case 'ThisExpression':
        return this.#use('this', node)
      case 'Super':
        return this.#use('super', node)
      case 'MetaProperty':
        if (node.meta.name === 'new') this.#use('new.target', node)
        return
      case 'PrivateIdentifier': {
        const isDeclaration = parent !== undefined && 'key' in parent && parent.key === node
        if (!isDeclaration) this.#usePrivateName(node, node.name)
        return
      }
      case 'CallExpression':
        this.calls.push(node)
        return
      case 'ImportExpression':
      case 'TSExternalModuleReference':
        this.otherImports.push(node)
        return
      case 'JSXElement':
      case 'JSXFragment':
        this.jsxOffsets.push(node.start)
        return
      case 'AwaitExpression':
      case 'YieldExpression':
        this.waits.push(node)
        return
      case 'Decorator':
        this.hasDecorators = true
        return
      default:
    }
  }

  #use(kind: 'this' | 'super' | 'new.target', node: Node): void {
    if (this.#typeDepth === 0) {
      this.contextUses.push({ kind, node, owner: this.#thisOwners.at(-1) })
    }
  }

  #usePrivateName(node: Node, name: string): void {
    const owner = this.#classes.findLast((candidate) => declaresPrivateName(candidate, name))
    this.contextUses.push({ kind: 'private-name', node, owner })
  }
}

// Which stack a node belongs to while its children are visited: what `this` means changes in functions
// and class members, what `#name` means in class bodies.
function ownersOf(
  node: Node,
  parent: Node | undefined,
  thisOwners: Node[],
  classes: Node[],
): Node[] | undefined {
  switch (node.type) {
    case 'ClassBody':
      return classes
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'StaticBlock':
      return thisOwners
    default:
  }
  const isFieldValue =
    (parent?.type === 'PropertyDefinition' || parent?.type === 'AccessorProperty') &&
    parent.value === node
  return isFieldValue ? thisOwners : undefined
}

function declaresPrivateName(body: Node, name: string): boolean {
  if (body.type !== 'ClassBody') return false
  return body.body.some(
    (member) =>
      'key' in member && member.key?.type === 'PrivateIdentifier' && member.key.name === name,
  )
}

function isErasedNode(node: Node): boolean {
  if (node.type.startsWith('TS')) {
    return !RUNTIME_TS_NODES.has(node.type) || ('declare' in node && node.declare === true)
  }
  return 'declare' in node && node.declare === true
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
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
