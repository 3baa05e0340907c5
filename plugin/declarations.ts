// What a file declares at its top level, in the pieces that a slice can copy or leave out one by one.

import type {
  Decorator,
  ImportDeclaration,
  ImportDeclarationSpecifier,
  Node,
  Program,
  VariableDeclaration,
} from 'oxc-parser'

import type { FileScopes, Variable } from './scope.ts'
import type { Range } from './range.ts'

/** A module-level declaration that can be copied on its own. */
export interface Declaration extends Range {
  type: 'declarator' | 'statement'
  node: Node
  /** For a declarator, the statement that it is part of. */
  statement: VariableDeclaration | undefined
  /** Stretches outside of the declaration that belong to it: `@dec export class …`. */
  decorators: readonly Decorator[]
  isExported: boolean
}

/** An imported name. */
export interface ImportedName {
  type: 'import'
  specifier: ImportDeclarationSpecifier
  statement: ImportDeclaration
}

/** How a variable of the module scope comes to be. */
export type Origin =
  | ImportedName
  | { type: 'declared'; declarations: readonly Declaration[] }
  /** A `var` inside a block or loop of the top level: there is no statement to copy. */
  | { type: 'nested' }

/** `namespace N {}`. */
export type Namespace = Node & { type: 'TSModuleDeclaration' }

/** The top level of a file. */
export interface TopLevel {
  variableToOrigin: ReadonlyMap<Variable, Origin>
  /** Declarations whose name is no variable: `namespace A.B {}` declares `A`. */
  qualifiedNamespaces: ReadonlyMap<string, readonly Declaration[]>
  namespaces: readonly Namespace[]
}

/** Finds all module-level declarations and imports. */
export function collectTopLevel(program: Program, scopes: FileScopes): TopLevel {
  const pieces = collectPieces(program)
  const qualifiedNamespaces = collectQualifiedNamespaces(program)
  const variableToOrigin = new Map<Variable, Origin>()
  for (const variable of scopes.moduleScope.variables) {
    const origin = originOf(variable, pieces)
    if (origin === undefined) continue
    const merged = qualifiedNamespaces.get(variable.name)
    if (origin.type === 'declared' && merged !== undefined) {
      origin.declarations = [...origin.declarations, ...merged]
    }
    variableToOrigin.set(variable, origin)
  }
  const namespaces = program.body
    .map((outer) => (outer.type === 'ExportNamedDeclaration' ? outer.declaration : outer))
    .filter((node) => node?.type === 'TSModuleDeclaration')
  return { variableToOrigin, qualifiedNamespaces, namespaces }
}

function originOf(variable: Variable, pieces: ReadonlyMap<Node, Declaration>): Origin | undefined {
  const declarations: Declaration[] = []
  for (const definition of variable.defs) {
    const node = definition.node
    const parent = definition.parent
    if (parent?.type === 'ImportDeclaration') {
      return { type: 'import', specifier: node as ImportDeclarationSpecifier, statement: parent }
    }
    const piece = pieces.get(node)
    if (piece !== undefined) declarations.push(piece)
    else if (definition.type === 'Variable') return { type: 'nested' }
  }
  return declarations.length === 0 ? undefined : { type: 'declared', declarations }
}

function collectPieces(program: Program): Map<Node, Declaration> {
  const pieces = new Map<Node, Declaration>()
  for (const outer of program.body) {
    const isExported =
      outer.type === 'ExportNamedDeclaration' || outer.type === 'ExportDefaultDeclaration'
    const node: Node | null = isExported ? outer.declaration : outer
    if (node === null) continue
    for (const [key, piece] of piecesOf(node, isExported)) pieces.set(key, piece)
  }
  return pieces
}

function piecesOf(node: Node, isExported: boolean): [Node, Declaration][] {
  const whole: Declaration = {
    type: 'statement',
    node,
    start: node.start,
    end: node.end,
    statement: undefined,
    decorators: [],
    isExported,
  }
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.map((declarator) => [
        declarator,
        {
          ...whole,
          type: 'declarator',
          node: declarator,
          statement: node,
          start: declarator.start,
          end: declarator.end,
        },
      ])
    case 'ClassDeclaration': {
      const decorators = node.decorators.filter((decorator) => decorator.start < node.start)
      return [[node, { ...whole, decorators }]]
    }
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'TSEnumDeclaration':
    case 'TSModuleDeclaration':
    case 'TSImportEqualsDeclaration':
      return [[node, whole]]
    default:
      return []
  }
}

function collectQualifiedNamespaces(program: Program): Map<string, Declaration[]> {
  const found = new Map<string, Declaration[]>()
  for (const outer of program.body) {
    const isExported = outer.type === 'ExportNamedDeclaration'
    const node: Node | null = isExported ? outer.declaration : outer
    if (node?.type !== 'TSModuleDeclaration' || node.declare) continue
    let root: Node = node.id
    if (root.type !== 'TSQualifiedName') continue
    while (root.type === 'TSQualifiedName') root = root.left
    if (root.type !== 'Identifier') continue
    const [entry] = piecesOf(node, isExported)
    if (entry !== undefined) found.set(root.name, [...(found.get(root.name) ?? []), entry[1]])
  }
  return found
}
