// What a file has of syntax that matters to closures, besides names: what depends on the function or class around
// it (`this`, `#name`, ...), calls, JSX.

import type {
  CallExpression,
  ImportExpression,
  Node,
  Program,
  TSExternalModuleReference,
} from 'oxc-parser'

import { Parents } from './parents.ts'

/** Something whose meaning comes from the function or class around it. */
export interface ContextUse {
  kind: 'this' | 'super' | 'new.target' | 'private-name'
  node: Node
  /** The function, class member or class that gives the meaning; none at the top level. */
  owner: Node | undefined
}

/** Facts of one file, all of them about in source order. */
export interface SyntaxFacts {
  parents: Parents
  contextUses: readonly ContextUse[]
  calls: readonly CallExpression[]
  /** `import('x')` and `import x = require('x')`. */
  otherImports: readonly (ImportExpression | TSExternalModuleReference)[]
  /** `await` and `yield`. */
  waits: readonly Node[]
  jsxOffsets: readonly number[]
  hasDecorators: boolean
}

/** The facts, while a walk collects them. */
export class SyntaxNotes implements SyntaxFacts {
  readonly parents: Parents
  readonly contextUses: ContextUse[] = []
  readonly calls: CallExpression[] = []
  readonly otherImports: (ImportExpression | TSExternalModuleReference)[] = []
  readonly waits: Node[] = []
  readonly jsxOffsets: number[] = []
  hasDecorators = false
  /** What gives `this` its meaning where the walk is. */
  #thisOwner: Node | undefined
  readonly #classes: Node[] = []

  constructor(program: Program) {
    this.parents = new Parents(program)
  }

  withThisOf(owner: Node, visit: () => void): void {
    const outer = this.#thisOwner
    this.#thisOwner = owner
    visit()
    this.#thisOwner = outer
  }

  withPrivateNamesOf(body: Node, visit: () => void): void {
    this.#classes.push(body)
    visit()
    this.#classes.pop()
  }

  use(kind: 'this' | 'super' | 'new.target', node: Node): void {
    this.contextUses.push({ kind, node, owner: this.#thisOwner })
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

/** The outermost node with the value of `node`: out of all that `unwrap` goes into. */
export function outermost(node: Node, parents: Parents): Node {
  const parent = parents.get(node)
  if (parent === undefined || !('expression' in parent) || parent.expression !== node) return node
  return unwrap(parent) === parent ? node : outermost(parent, parents)
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
