// One walk over the tree, collecting everything about a file that needs no scopes: parents, names,
// and what depends on the function or class around it (`this`, `#name`, ...).

import type {
  CallExpression,
  ImportExpression,
  Node,
  Program,
  TSExternalModuleReference,
} from 'oxc-parser'

import { NAME_PREFIX } from './generated.ts'
import { fieldsOf, isErased, NODE_TYPES } from './node-types.ts'
import type { NodeType } from './node-types.ts'
import { ParentList } from './parents.ts'
import type { Parents } from './parents.ts'

/** Something whose meaning comes from the function or class around it. */
export interface ContextUse {
  kind: 'this' | 'super' | 'new.target' | 'private-name'
  node: Node
  /** The function, class member or class that gives the meaning; none at the top level. */
  owner: Node | undefined
}

/** Facts of one file, all of them in source order. */
export interface SyntaxFacts {
  parents: Parents
  /** The names in the file, used or declared, that a generated one has to differ from. */
  generatedNames: ReadonlySet<string>
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

/** What this walk has to know as well; one look-up for each node. */
interface WalkedType extends NodeType {
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
  Identifier: (walker, node) => walker.noteName(node.name),
  JSXIdentifier: (walker, node) => {
    walker.noteName(node.name)
    if (node.name === 'this') walker.use('this', node)
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

const OWNERS: Readonly<Record<string, WalkedType['owns']>> = {
  ClassBody: 'private names',
  FunctionDeclaration: 'this',
  FunctionExpression: 'this',
  StaticBlock: 'this',
}

const WALKED_TYPES: ReadonlyMap<string, WalkedType> = new Map(
  [...NODE_TYPES].map(([type, common]) => [
    type,
    {
      ...common,
      owns: OWNERS[type],
      isField: type === 'PropertyDefinition' || type === 'AccessorProperty',
      note: NOTES[type as Node['type']],
    },
  ]),
)

class Walker implements SyntaxFacts {
  readonly parents = new ParentList()
  readonly generatedNames = new Set<string>()
  readonly contextUses: ContextUse[] = []
  readonly calls: CallExpression[] = []
  readonly otherImports: (ImportExpression | TSExternalModuleReference)[] = []
  readonly waits: Node[] = []
  readonly jsxOffsets: number[] = []
  hasDecorators = false
  readonly #thisOwners: Node[] = []
  readonly #classes: Node[] = []
  #typeDepth = 0

  visit(node: Node, parent: Node | undefined, isFieldValue = false): void {
    this.parents.add(node, parent)
    const type = WALKED_TYPES.get(node.type)
    if (type === undefined) return
    const isType = this.#typeDepth > 0 || isErased(node, type.erasure)
    if (isType) this.#typeDepth += 1
    const owners = type.owns === 'private names' ? this.#classes : this.#thisOwners
    const isOwner = type.owns !== undefined || isFieldValue
    if (isOwner) owners.push(node)
    ;(type.note as ((...given: unknown[]) => void) | undefined)?.(this, node, parent)
    this.#visitChildren(node, type)
    if (isOwner) owners.pop()
    if (isType) this.#typeDepth -= 1
  }

  #visitChildren(node: Node, { keys, isField }: WalkedType): void {
    const fields = fieldsOf(node)
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as string
      const field = fields[key]
      if (field === null || field === undefined) continue
      if (!Array.isArray(field)) {
        this.visit(field, node, isField && key === 'value')
        continue
      }
      for (let index = 0; index < field.length; index += 1) {
        const child = field[index]
        if (child !== null && child !== undefined) this.visit(child, node)
      }
    }
  }

  noteName(name: string): void {
    if (name.startsWith(NAME_PREFIX)) this.generatedNames.add(name)
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

function declaresPrivateName(body: Node, name: string): boolean {
  if (body.type !== 'ClassBody') return false
  return body.body.some(
    (member) =>
      'key' in member && member.key?.type === 'PrivateIdentifier' && member.key.name === name,
  )
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
