// Finds the node around a node. Few nodes are ever asked about, so only the way down to each of them is noted.

import type { Node, Program } from 'oxc-parser'

import { childrenOf, fieldsOf, NODE_TYPES } from './node-types.ts'
import { firstStartingAt } from './range.ts'

/** Finds the node around a node. */
export interface Parents {
  get: (node: Node) => Node | undefined
}

/** The parents of all nodes of `program`. */
export class ParentsOf implements Parents {
  readonly #program: Program
  readonly #parents = new Map<Node, Node>()

  constructor(program: Program) {
    this.#program = program
  }

  get(node: Node): Node | undefined {
    const known = this.#parents.get(node)
    if (known !== undefined || node === this.#program) return known
    const { body } = this.#program
    const statement = body[firstStartingAt(body, node.start + 1) - 1]
    if (statement !== undefined && this.#findWay(statement, node)) {
      this.#parents.set(statement, this.#program)
    } else {
      // A decorator may stand before the statement that it belongs to.
      this.#noteAll(this.#program)
    }
    return this.#parents.get(node)
  }

  #findWay(from: Node, to: Node): boolean {
    if (from === to) return true
    const fields = fieldsOf(from)
    const keys = NODE_TYPES.get(from.type)?.keys ?? []
    for (let at = 0; at < keys.length; at += 1) {
      const field = fields[keys[at] as string]
      if (field === null || field === undefined) continue
      if (Array.isArray(field)) {
        if (field.some((child) => child !== null && this.#isOnWay(child, from, to))) return true
      } else if (this.#isOnWay(field, from, to)) {
        return true
      }
    }
    return false
  }

  #isOnWay(child: Node, parent: Node, to: Node): boolean {
    if (child.start > to.start || child.end < to.end || !this.#findWay(child, to)) return false
    this.#parents.set(child, parent)
    return true
  }

  #noteAll(node: Node): void {
    for (const child of childrenOf(node)) {
      this.#parents.set(child, node)
      this.#noteAll(child)
    }
  }
}
