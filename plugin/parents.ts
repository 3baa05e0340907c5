// Finds the node around a node. Few nodes are ever asked about, and mostly one after another around the same place:
// noting the parents of all of them would cost more than to go down to those.

import type { Node, Program } from 'oxc-parser'

import { fieldsOf, NODE_TYPES } from './node-types.ts'
import { contains, firstStartingAt } from './range.ts'

/** Finds the node around each node of a tree. */
export class Parents {
  /** From the root to what was found last, each the child of the one before. */
  readonly #path: Node[]

  constructor(program: Program) {
    this.#path = [program]
  }

  get(node: Node): Node | undefined {
    const path = this.#path
    const known = path.lastIndexOf(node)
    if (known !== -1) return path[known - 1]
    for (;;) {
      const around = path.at(-1) as Node
      if (contains(around, node) && this.#descend(around, node, contains)) break
      if (path.length > 1) path.pop()
      // Decorators are not where they would be in the source.
      else if (this.#descend(around, node, isAnywhere)) break
      else return undefined
    }
    return path.at(-2)
  }

  #descend(around: Node, node: Node, mayContain: typeof contains): boolean {
    const fields = fieldsOf(around)
    const keys = NODE_TYPES.get(around.type)?.keys ?? []
    for (let at = 0; at < keys.length; at += 1) {
      const field = fields[keys[at] as string]
      if (field === null || field === undefined) continue
      if (!Array.isArray(field)) {
        if (this.#enter(field, node, mayContain)) return true
        continue
      }
      // In the order of the source, but for what is found by looking anywhere.
      const first = mayContain === contains ? firstStartingAt(field, node.start) - 1 : 0
      for (let index = Math.max(0, first); index < field.length; index += 1) {
        const child = field[index]
        if (child == null) continue
        if (this.#enter(child, node, mayContain)) return true
        if (child.start > node.start && mayContain === contains) break
      }
    }
    return false
  }

  #enter(child: Node, node: Node, mayContain: typeof contains): boolean {
    if (child !== node && !mayContain(child, node)) return false
    this.#path.push(child)
    if (child === node || this.#descend(child, node, mayContain)) return true
    this.#path.pop()
    return false
  }
}

function isAnywhere(): boolean {
  return true
}
