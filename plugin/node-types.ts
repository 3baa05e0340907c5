// What a walk over the tree has to know of each type of nodes.

import { visitorKeys } from 'oxc-parser'
import type { Node } from 'oxc-parser'

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

// Of the nodes that exist at run time, those that `declare` can stand before.
const DECLARABLE = new Set([
  'AccessorProperty',
  'ClassDeclaration',
  'FunctionDeclaration',
  'PropertyDefinition',
  'TSEnumDeclaration',
  'TSModuleDeclaration',
  'VariableDeclaration',
])

/** Whether nodes of a type are erased with the types: always, never, or when they say `declare`. */
export type Erasure = 'always' | 'never' | 'if declared'

/** The keys of a node's children, in the order of the source, and what the node is at run time. */
export interface NodeType {
  keys: readonly string[]
  erasure: Erasure
}

/** Every type of nodes that there is. */
export const NODE_TYPES: ReadonlyMap<string, NodeType> = new Map(
  Object.entries(visitorKeys).map(([type, keys]) => [type, { keys, erasure: erasureOf(type) }]),
)

/** Whether `test` holds for one of the nodes directly below `node`; asks no further then. */
export function someChild(node: Node, test: (child: Node) => boolean): boolean {
  const fields = node as unknown as Record<string, Node | (Node | null)[] | null | undefined>
  const keys = NODE_TYPES.get(node.type)?.keys ?? []
  for (let at = 0; at < keys.length; at += 1) {
    const child = fields[keys[at] as string]
    if (child == null) continue
    if (!Array.isArray(child)) {
      if (test(child)) return true
    } else if (child.some((each) => each !== null && test(each))) {
      return true
    }
  }
  return false
}

/** Whether `node` is erased together with the types. */
export function isErased(node: Node, erasure: Erasure): boolean {
  return erasure === 'always' || (erasure === 'if declared' && isDeclared(node))
}

function erasureOf(type: string): Erasure {
  if (type.startsWith('TS') && !RUNTIME_TS_NODES.has(type)) return 'always'
  return DECLARABLE.has(type) ? 'if declared' : 'never'
}

// `declare const VERSION: string`
function isDeclared(node: Node): boolean {
  return (node as { declare?: boolean }).declare === true
}
