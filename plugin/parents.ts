// Finds the node around a node. Only few are ever asked about: a walk notes for each node that it comes through which
// one it was in then, and what lies between the two is searched when somebody asks.

import type { Node, Program } from 'oxc-parser'

import { fieldsOf, NODE_TYPES } from './node-types.ts'
import { contains, firstStartingAt } from './range.ts'

/** Finds the node around each node of a tree. */
export class Parents {
  /** In the order of the walk, which is about that of the source. The first is the root. */
  readonly #noted: Node[]
  /** For each of them, the place of the one that it lies in. */
  readonly #around: number[] = [0]

  // What is around a node is often asked twice in a row.
  #lastNode: Node | undefined
  #lastParent: Node | undefined

  constructor(program: Program) {
    this.#noted = [program]
  }

  /** Notes that a walk has come from the node at `around` to `node`. Returns the place of that, 0 is the root's. */
  note(node: Node, around: number): number {
    this.#around.push(around)
    return this.#noted.push(node) - 1
  }

  get(node: Node): Node | undefined {
    if (node !== this.#lastNode) this.#lastParent = this.#find(node)
    this.#lastNode = node
    return this.#lastParent
  }

  #find(node: Node): Node | undefined {
    let at = this.#placeOf(node)
    if (this.#noted[at] === node) {
      if (at === 0) return undefined
      at = this.#around[at] as number
    }
    for (; at > 0; at = this.#around[at] as number) {
      const found = parentWithin(this.#noted[at] as Node, node, contains)
      if (found !== undefined) return found
    }
    const root = this.#noted[0] as Node
    // Decorators are not where they would be in the source.
    return parentWithin(root, node, contains) ?? parentWithin(root, node, isAnywhere)
  }

  /** The place of `node`, or of a noted one that begins shortly before it. */
  #placeOf(node: Node): number {
    const last = firstStartingAt(this.#noted, node.start + 1) - 1
    for (let at = last; this.#noted[at]?.start === node.start; at -= 1) {
      if (this.#noted[at] === node) return at
    }
    return Math.max(0, last)
  }
}

function parentWithin(around: Node, node: Node, mayContain: typeof contains): Node | undefined {
  if (!mayContain(around, node)) return undefined
  const fields = fieldsOf(around)
  const keys = NODE_TYPES.get(around.type)?.keys ?? []
  for (let at = 0; at < keys.length; at += 1) {
    const field = fields[keys[at] as string]
    if (field === null || field === undefined) continue
    if (!Array.isArray(field)) {
      const found = field === node ? around : parentWithin(field, node, mayContain)
      if (found !== undefined) return found
      continue
    }
    // In the order of the source, but for what is found by looking anywhere.
    const first = mayContain === contains ? firstStartingAt(field, node.start) - 1 : 0
    for (let index = Math.max(0, first); index < field.length; index += 1) {
      const child = field[index]
      if (child == null) continue
      const found = child === node ? around : parentWithin(child, node, mayContain)
      if (found !== undefined) return found
      if (child.start > node.start && mayContain === contains) break
    }
  }
  return undefined
}

function isAnywhere(): boolean {
  return true
}
