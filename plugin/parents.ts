// Finds the node around a node. Few nodes are ever asked about: noting all of them in a map would cost more than
// to search for those.

import type { Node } from 'oxc-parser'

import { firstStartingAt } from './range.ts'

/** Finds the node around a node. */
export interface Parents {
  get: (node: Node) => Node | undefined
}

/** The parents of all nodes that a walk has come through. */
export class ParentList implements Parents {
  /** In the order of the walk, which is about that of the source. */
  readonly #nodes: Node[] = []
  readonly #parents: (Node | undefined)[] = []

  add(node: Node, parent: Node | undefined): void {
    this.#nodes.push(node)
    this.#parents.push(parent)
  }

  get(node: Node): Node | undefined {
    return this.#parents[this.#indexOf(node)]
  }

  #indexOf(node: Node): number {
    const nodes = this.#nodes
    for (let at = firstStartingAt(nodes, node.start); at < nodes.length; at += 1) {
      if (nodes[at] === node) return at
      if (nodes[at]?.start !== node.start) break
    }
    // Decorators and the parts of templates are not where they would be in the source.
    return nodes.indexOf(node)
  }
}
