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

/** The fields of `node` by their names, for a walk that goes by `NODE_TYPES`. */
export function fieldsOf(node: Node): Readonly<Record<string, Field>> {
  return node as unknown as Record<string, Field>
}

/** What a key of a node's type leads to. */
export type Field = Node | (Node | null)[] | null | undefined

/** The nodes directly below `node`, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const keys = NODE_TYPES.get(node.type)?.keys ?? []
  return keys.flatMap((key) => fieldsOf(node)[key] ?? []).filter((child) => child !== null)
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
