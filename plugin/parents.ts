// Finds the node around a node. Few nodes are ever asked about, so only the way down to each of them is noted.

import type { Node, Program } from 'oxc-parser'

import { someChild } from './node-types.ts'
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
    return someChild(from, (child) => {
      const isOnWay = child.start <= to.start && child.end >= to.end && this.#findWay(child, to)
      if (isOnWay) this.#parents.set(child, from)
      return isOnWay
    })
  }

  #noteAll(node: Node): void {
    someChild(node, (child) => {
      this.#parents.set(child, node)
      this.#noteAll(child)
      return false
    })
  }
}
