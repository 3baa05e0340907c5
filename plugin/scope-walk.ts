// The one walk over the tree: what is declared in each scope, every name that is used as a value, and what else of
// the syntax matters. What types name is noted to be looked at later, for only few files ask (see `type-names.ts`).

import type {
  ArrowFunctionExpression,
  Class,
  ForInStatement,
  ForOfStatement,
  Function,
  JSXElementName,
  Node,
  Program,
  TSTypeParameterDeclaration,
  VariableDeclaration,
} from 'oxc-parser'

import { fieldsOf, isErased, NODE_TYPES } from './node-types.ts'
import type { NodeType } from './node-types.ts'
import { SyntaxNotes } from './syntax.ts'
import type { SyntaxFacts } from './syntax.ts'
import { Scope } from './variables.ts'
import type { Definition, ScopeType } from './variables.ts'

/** One name that is used; `export { x }` may name a value or a type. */
export interface Reference {
  node: Node & { name: string }
  scope: Scope
  kind: 'value' | 'either'
  access: Access
}

/** What is done with a name. */
export interface Access {
  isRead: boolean
  isWrite: boolean
  /** The write that a declaration does with its own initialiser or default. */
  isInit: boolean
}

/** What only types say about names, and where. */
export type TypePart =
  | { type: 'types'; node: Node; scope: Scope }
  /** A single name, in code that is erased. */
  | { type: 'name'; node: Node & { name: string }; scope: Scope; kind: 'value' | 'type' | 'either' }

/** All scopes of a file. */
export interface ScopeTree {
  moduleScope: Scope
  /** The innermost scope of each node that has any. */
  nodeToScope: ReadonlyMap<Node, Scope>
  references: readonly Reference[]
  typeParts: readonly TypePart[]
  syntax: SyntaxFacts
}

/** Finds the scopes of `program`. */
export function walkScopes(program: Program): ScopeTree {
  const walk = new ScopeWalk(program)
  walk.visitAll(program.body)
  return walk
}

type Name = Node & { name: string }
type FoundName = (name: Name, defaults: number) => void

const READ: Access = { isRead: true, isWrite: false, isInit: false }
const WRITE: Access = { isRead: false, isWrite: true, isInit: false }
const READ_AND_WRITE: Access = { isRead: true, isWrite: true, isInit: false }
const INIT: Access = { isRead: false, isWrite: true, isInit: true }

class ScopeWalk implements ScopeTree {
  readonly moduleScope: Scope
  readonly nodeToScope = new Map<Node, Scope>()
  readonly references: Reference[] = []
  readonly typeParts: TypePart[] = []
  readonly syntax: SyntaxNotes
  scope: Scope
  /** The place among the parents of the node that is being visited. */
  #around = 0
  #isErased = false

  constructor(program: Program) {
    this.syntax = new SyntaxNotes(program)
    this.moduleScope = new Scope('module', program, undefined)
    this.nodeToScope.set(program, this.moduleScope)
    this.scope = this.moduleScope
  }

  visit(node: Node | null | undefined): void {
    if (node == null) return
    const type = VISITED_TYPES.get(node.type)
    if (type === undefined) return
    const around = this.#around
    if (!type.isLeaf) this.#around = this.syntax.parents.note(node, around)
    const isOutermost = !this.#isErased && isErased(node, type.erasure)
    if (isOutermost) this.#isErased = true
    type.visit(this, node as never)
    if (isOutermost) this.#isErased = false
    this.#around = around
  }

  visitAll(nodes: readonly (Node | null)[]): void {
    for (let at = 0; at < nodes.length; at += 1) this.visit(nodes[at])
  }

  visitChildren(node: Node, keys: readonly string[]): void {
    const fields = fieldsOf(node)
    for (let at = 0; at < keys.length; at += 1) {
      const field = fields[keys[at] as string]
      if (field === null || field === undefined) continue
      if (Array.isArray(field)) this.visitAll(field)
      else this.visit(field)
    }
  }

  visitTypes(node: Node | null | undefined): void {
    if (node != null) this.typeParts.push({ type: 'types', node, scope: this.scope })
  }

  within(type: ScopeType, block: Node, visit: () => void): void {
    const outer = this.scope
    this.scope = new Scope(type, block, outer)
    this.nodeToScope.set(block, this.scope)
    visit()
    this.scope = outer
  }

  declare(
    type: Definition['type'],
    name: Name,
    node: Node,
    parent?: Node,
    scope: Scope = this.scope,
  ): void {
    scope.declare(name.name, { type, name, node, parent })
  }

  /** Types and their parameters are declared like variables, and may be one with them. */
  declareTypes(node: TSTypeParameterDeclaration | null | undefined): void {
    for (const parameter of node?.params ?? []) {
      this.declare('Type', parameter.name, parameter)
      this.visitTypes(parameter.constraint)
      this.visitTypes(parameter.default)
    }
  }

  /** Code that is erased has no context of its own. */
  useContext(kind: 'this' | 'super' | 'new.target', node: Node): void {
    if (!this.#isErased) this.syntax.use(kind, node)
  }

  refer(node: Name, access: Access = READ, kind: Reference['kind'] = 'value'): void {
    const { scope } = this
    if (this.#isErased) this.typeParts.push({ type: 'name', node, scope, kind })
    else this.references.push({ node, scope, kind, access })
  }

  visitFunction(node: Function | ArrowFunctionExpression, isMethod = false): void {
    if (node.type === 'FunctionExpression' && node.id !== null) {
      const { id } = node
      this.within('function name', node, () => {
        this.declare('FunctionName', id, node)
        this.#visitCode(node, isMethod)
      })
      return
    }
    if (node.id != null) this.declare('FunctionName', node.id, node)
    this.#visitCode(node, isMethod)
  }

  #visitCode(node: Function | ArrowFunctionExpression, isMethod: boolean): void {
    // Decorators of a method's parameters are evaluated with the class.
    if (isMethod) for (const parameter of node.params) this.visitAll(parameter.decorators ?? [])
    const visit = (): void => this.#visitScopeOfCode(node, isMethod)
    if (node.type === 'ArrowFunctionExpression') visit()
    else this.syntax.withThisOf(node, visit)
  }

  #visitScopeOfCode(node: Function | ArrowFunctionExpression, isMethod: boolean): void {
    this.within('function', node, () => {
      for (const parameter of node.params) {
        this.visitPattern(parameter, INIT, 0, (name) => this.declare('Parameter', name, node))
        this.visitTypes(annotationOf(parameter))
        if (!isMethod) this.visitAll(parameter.decorators ?? [])
      }
      this.visitTypes(node.returnType)
      this.declareTypes(node.typeParameters)
      // The scope of the body is that of the function.
      if (node.body?.type === 'BlockStatement') this.visitAll(node.body.body)
      else this.visit(node.body)
    })
  }

  visitClass(node: Class): void {
    if (node.type === 'ClassDeclaration' && node.id !== null) {
      this.declare('ClassName', node.id, node)
    }
    this.visitAll(node.decorators)
    this.within('class', node, () => {
      if (node.id !== null) this.declare('ClassName', node.id, node)
      this.visit(node.superClass)
      this.declareTypes(node.typeParameters)
      this.visitTypes(node.superTypeArguments)
      for (const each of node.implements ?? []) this.visitTypes(each)
      const { body } = node
      this.syntax.withPrivateNamesOf(body, () => this.visitAll(body.body))
    })
  }

  visitMember(node: Node & { type: Member }): void {
    if (node.computed) this.visit(node.key)
    const { value } = node
    if (node.type === 'MethodDefinition' && value?.type === 'FunctionExpression') {
      this.visitFunction(value, true)
    } else if (value !== null) {
      this.syntax.withThisOf(value, () => this.visit(value))
    }
    this.visitAll(node.decorators ?? [])
    if ('typeAnnotation' in node) this.visitTypes(node.typeAnnotation)
  }

  visitLoop(node: ForInStatement | ForOfStatement): void {
    const { left, right, body } = node
    const visit = (): void => {
      if (left.type === 'VariableDeclaration') this.visitDeclaration(left, true)
      else this.visitPattern(left, WRITE, 1)
      this.visit(right)
      this.visit(body)
    }
    if (isBlockScoped(left)) this.within('block', node, visit)
    else visit()
  }

  visitElementName(name: JSXElementName): void {
    // `<div>` is no variable, `<Div>` and `<div.x>` are.
    const first = name.type === 'JSXIdentifier' ? name.name.charAt(0) : ''
    if (first === first.toUpperCase() || isThis(name)) this.visit(name)
  }

  visitDeclaration(node: VariableDeclaration, isWritten = false): void {
    const scope = node.kind === 'var' ? this.scope.variableScope : this.scope
    for (const declarator of node.declarations) {
      const { id, init } = declarator
      this.visitPattern(id, INIT, init !== null || isWritten ? 1 : 0, (name) => {
        this.declare('Variable', name, declarator, node, scope)
      })
      this.visit(init)
      this.visitTypes(annotationOf(id))
    }
  }

  /** Notes as many writes of each name in `pattern` as there are defaults around it, and `own` ones. */
  visitPattern(pattern: Node, access: Access, own: 0 | 1, declare?: (name: Name) => void): void {
    const evaluated: Node[] = []
    this.#visitNames(pattern, 0, evaluated, (name, defaults) => {
      declare?.(name)
      for (let count = defaults + own; count > 0; count -= 1) this.refer(name, access)
    })
    this.visitAll(evaluated)
  }

  // Finds the names of a pattern, each with the number of defaults around it, and what is evaluated in it.
  #visitNames(node: Node | null, defaults: number, evaluated: Node[], found: FoundName): void {
    if (node === null) return
    switch (node.type) {
      case 'Identifier':
        return found(node, defaults)
      case 'AssignmentPattern':
        this.#visitNames(node.left, defaults + 1, evaluated, found)
        evaluated.push(node.right)
        return
      case 'ArrayPattern':
        for (const each of node.elements) this.#visitNames(each, defaults, evaluated, found)
        return
      case 'ObjectPattern':
        for (const each of node.properties) this.#visitNames(each, defaults, evaluated, found)
        return
      case 'Property':
        if (node.computed) evaluated.push(node.key)
        return this.#visitNames(node.value, defaults, evaluated, found)
      case 'RestElement':
        return this.#visitNames(node.argument, defaults, evaluated, found)
      case 'TSParameterProperty':
        return this.#visitNames(node.parameter, defaults, evaluated, found)
      default: {
        const target = this.targetOf(node)
        if (target === node) evaluated.push(node)
        else this.#visitNames(target, defaults, evaluated, found)
      }
    }
  }

  /** What an assignment writes to: out of `as` and `!`. */
  targetOf(node: Node): Node {
    switch (node.type) {
      case 'TSAsExpression':
      case 'TSTypeAssertion':
      case 'TSSatisfiesExpression':
        this.visitTypes(node.typeAnnotation)
        return this.targetOf(node.expression)
      case 'TSNonNullExpression':
        return this.targetOf(node.expression)
      default:
        return node
    }
  }
}

type Member =
  | 'MethodDefinition'
  | 'PropertyDefinition'
  | 'AccessorProperty'
  | 'TSAbstractMethodDefinition'
  | 'TSAbstractPropertyDefinition'
  | 'TSAbstractAccessorProperty'

type Visitors = { [T in Node['type']]?: (walk: ScopeWalk, node: Node & { type: T }) => void }

const namesNothing = (): void => {}

// For all other types, the children are visited.
const BY_TYPE: Visitors = {
  Identifier: (walk, node) => {
    walk.refer(node)
    if ('typeAnnotation' in node) walk.visitTypes(node.typeAnnotation)
  },
  ArrowFunctionExpression: (walk, node) => walk.visitFunction(node),
  FunctionDeclaration: (walk, node) => walk.visitFunction(node),
  FunctionExpression: (walk, node) => walk.visitFunction(node),
  TSDeclareFunction: (walk, node) => walk.visitFunction(node),
  TSEmptyBodyFunctionExpression: (walk, node) => walk.visitFunction(node),
  ClassDeclaration: (walk, node) => walk.visitClass(node),
  ClassExpression: (walk, node) => walk.visitClass(node),
  MethodDefinition: (walk, node) => walk.visitMember(node),
  PropertyDefinition: (walk, node) => walk.visitMember(node),
  AccessorProperty: (walk, node) => walk.visitMember(node),
  TSAbstractMethodDefinition: (walk, node) => walk.visitMember(node),
  TSAbstractPropertyDefinition: (walk, node) => walk.visitMember(node),
  TSAbstractAccessorProperty: (walk, node) => walk.visitMember(node),
  StaticBlock: (walk, node) => {
    walk.within('static block', node, () => {
      walk.syntax.withThisOf(node, () => walk.visitAll(node.body))
    })
  },
  BlockStatement: (walk, node) => walk.within('block', node, () => walk.visitAll(node.body)),
  ForStatement: (walk, node) => {
    const visit = (): void => walk.visitAll([node.init, node.test, node.update, node.body])
    if (isBlockScoped(node.init)) walk.within('block', node, visit)
    else visit()
  },
  ForInStatement: (walk, node) => walk.visitLoop(node),
  ForOfStatement: (walk, node) => walk.visitLoop(node),
  SwitchStatement: (walk, node) => {
    walk.visit(node.discriminant)
    walk.within('block', node, () => walk.visitAll(node.cases))
  },
  CatchClause: (walk, node) => {
    walk.within('block', node, () => {
      if (node.param !== null) {
        walk.visitPattern(node.param, INIT, 0, (name) => walk.declare('CatchClause', name, node))
      }
      walk.visit(node.body)
    })
  },
  VariableDeclaration: (walk, node) => walk.visitDeclaration(node),
  AssignmentExpression: (walk, node) => {
    const target = walk.targetOf(node.left)
    if (target.type === 'Identifier') {
      walk.refer(target, node.operator === '=' ? WRITE : READ_AND_WRITE)
    } else {
      walk.visitPattern(target, WRITE, 1)
    }
    walk.visit(node.right)
  },
  UpdateExpression: (walk, node) => {
    const target = walk.targetOf(node.argument)
    if (target.type === 'Identifier') walk.refer(target, READ_AND_WRITE)
    else walk.visit(target)
  },
  CallExpression: (walk, node) => {
    walk.syntax.calls.push(node)
    walk.visit(node.callee)
    walk.visitAll(node.arguments)
    walk.visitTypes(node.typeArguments)
  },
  NewExpression: (walk, node) => {
    walk.visit(node.callee)
    walk.visitAll(node.arguments)
    walk.visitTypes(node.typeArguments)
  },
  TaggedTemplateExpression: (walk, node) => {
    walk.visit(node.tag)
    walk.visit(node.quasi)
    walk.visitTypes(node.typeArguments)
  },
  MemberExpression: (walk, node) => {
    walk.visit(node.object)
    if (node.computed || node.property.type === 'PrivateIdentifier') walk.visit(node.property)
  },
  Property: (walk, node) => {
    if (node.computed) walk.visit(node.key)
    walk.visit(node.value)
  },
  LabeledStatement: (walk, node) => walk.visit(node.body),
  BreakStatement: namesNothing,
  ContinueStatement: namesNothing,
  MetaProperty: (walk, node) => {
    if (node.meta.name === 'new') walk.useContext('new.target', node)
  },
  ThisExpression: (walk, node) => walk.useContext('this', node),
  Super: (walk, node) => walk.useContext('super', node),
  PrivateIdentifier: (walk, node) => walk.syntax.usePrivateName(node, node.name),
  AwaitExpression: (walk, node) => {
    walk.syntax.waits.push(node)
    walk.visit(node.argument)
  },
  YieldExpression: (walk, node) => {
    walk.syntax.waits.push(node)
    walk.visit(node.argument)
  },
  Decorator: (walk, node) => {
    walk.syntax.hasDecorators = true
    walk.visit(node.expression)
  },
  ImportExpression: (walk, node) => {
    walk.syntax.otherImports.push(node)
    walk.visit(node.source)
    walk.visit(node.options)
  },
  TSExternalModuleReference: (walk, node) => void walk.syntax.otherImports.push(node),
  ImportDeclaration: (walk, node) => {
    for (const specifier of node.specifiers) {
      walk.declare('ImportBinding', specifier.local, specifier, node)
    }
  },
  ExportAllDeclaration: namesNothing,
  ExportDefaultDeclaration: (walk, { declaration }) => {
    if (declaration.type === 'Identifier') walk.refer(declaration, READ, 'either')
    else walk.visit(declaration)
  },
  ExportNamedDeclaration: (walk, { declaration, source, specifiers, exportKind }) => {
    walk.visit(declaration)
    for (const { local, exportKind: own } of source === null ? specifiers : []) {
      if (local.type !== 'Identifier') continue
      if (exportKind !== 'type' && own !== 'type') walk.refer(local, READ, 'either')
      else walk.typeParts.push({ type: 'name', node: local, scope: walk.scope, kind: 'type' })
    }
  },
  JSXElement: (walk, node) => {
    walk.syntax.jsxOffsets.push(node.start)
    walk.visit(node.openingElement)
    walk.visitAll(node.children)
    walk.visit(node.closingElement)
  },
  JSXFragment: (walk, node) => {
    walk.syntax.jsxOffsets.push(node.start)
    walk.visitAll(node.children)
  },
  JSXOpeningElement: (walk, node) => {
    walk.visitElementName(node.name)
    walk.visitTypes(node.typeArguments)
    walk.visitAll(node.attributes)
  },
  JSXClosingElement: (walk, node) => walk.visitElementName(node.name),
  JSXMemberExpression: (walk, { object }) => walk.visit(object),
  JSXAttribute: (walk, node) => walk.visit(node.value),
  JSXIdentifier: (walk, node) => {
    if (isThis(node)) walk.useContext('this', node)
    else walk.refer(node)
  },
  TSAsExpression: (walk, node) => {
    walk.visit(node.expression)
    walk.visitTypes(node.typeAnnotation)
  },
  TSSatisfiesExpression: (walk, node) => {
    walk.visit(node.expression)
    walk.visitTypes(node.typeAnnotation)
  },
  TSTypeAssertion: (walk, node) => {
    walk.visit(node.expression)
    walk.visitTypes(node.typeAnnotation)
  },
  TSInstantiationExpression: (walk, node) => {
    walk.visit(node.expression)
    walk.visitTypes(node.typeArguments)
  },
  TSIndexSignature: (walk, node) => walk.visitTypes(node),
  TSInterfaceDeclaration: (walk, node) => {
    walk.declare('Type', node.id, node)
    walk.visitTypes(node)
  },
  TSTypeAliasDeclaration: (walk, node) => {
    walk.declare('Type', node.id, node)
    walk.visitTypes(node)
  },
  TSEnumDeclaration: (walk, node) => {
    walk.declare('TSEnumName', node.id, node)
    walk.within('enum', node, () => {
      for (const member of node.body.members) {
        const { id } = member
        const name =
          id.type === 'Identifier' ? id.name : id.type === 'Literal' ? id.value : undefined
        if (name !== undefined) {
          walk.scope.declare(name, {
            type: 'TSEnumMember',
            name: id,
            node: member,
            parent: undefined,
          })
        }
        walk.visit(member.initializer)
      }
    })
  },
  TSModuleDeclaration: (walk, node) => {
    if (node.id.type === 'Identifier' && node.kind !== 'global') {
      walk.declare('TSModuleName', node.id, node)
    }
    walk.within('namespace', node, () => walk.visit(node.body))
  },
  TSImportEqualsDeclaration: (walk, node) => {
    walk.declare('ImportBinding', node.id, node, node)
    let root: Node = node.moduleReference
    while (root.type === 'TSQualifiedName') root = root.left
    walk.visit(root)
  },
  TSExportAssignment: (walk, { expression }) => {
    if (expression.type === 'Identifier') walk.refer(expression, READ, 'either')
    else walk.visit(expression)
  },
}

interface VisitedType extends NodeType {
  /** It is around no other node, but for the type of a name. */
  isLeaf: boolean
  visit: (walk: ScopeWalk, node: never) => void
}

const VISITED_TYPES: ReadonlyMap<string, VisitedType> = new Map(
  [...NODE_TYPES].map(([name, type]) => [
    name,
    {
      ...type,
      isLeaf: type.keys.length === 0 || name === 'Identifier',
      visit: BY_TYPE[name as Node['type']] ?? visitAllOf(type),
    },
  ]),
)

function visitAllOf({ keys }: NodeType): VisitedType['visit'] {
  return (walk, node) => walk.visitChildren(node, keys)
}

function isBlockScoped(node: Node | null): boolean {
  return node?.type === 'VariableDeclaration' && node.kind !== 'var'
}

function isThis(name: Node): boolean {
  return name.type === 'JSXIdentifier' && name.name === 'this'
}

function annotationOf(pattern: Node): Node | null | undefined {
  if (pattern.type === 'AssignmentPattern') return annotationOf(pattern.left)
  if (pattern.type === 'TSParameterProperty') return annotationOf(pattern.parameter)
  return 'typeAnnotation' in pattern ? pattern.typeAnnotation : undefined
}
