// Which variables the types of a file name. Types have scopes of their own: those of type parameters, of the
// parameters of function types, and of what `infer` finds.

import type { Node } from 'oxc-parser'

import { childrenOf } from './node-types.ts'
import type { TypePart } from './scope-walk.ts'
import { resolve, Scope } from './variables.ts'
import type { Variable } from './variables.ts'

/** The variables that `parts` name. */
export function namedByTypes(parts: readonly TypePart[]): Set<Variable> {
  const named = new Set<Variable>()
  for (const part of parts) {
    const walk = new TypeWalk(part)
    if (part.type === 'types') walk.visit(part.node)
    else walk.refer(part.node, part.kind)
    for (const { name, start, scope, kind } of walk.references) {
      const variable = resolve(name, start, scope, kind)
      if (variable !== undefined) named.add(variable)
    }
  }
  return named
}

interface TypeReference {
  name: string
  start: number
  scope: Scope
  kind: 'value' | 'type' | 'either'
}

type FunctionType =
  | 'TSFunctionType'
  | 'TSConstructorType'
  | 'TSCallSignatureDeclaration'
  | 'TSConstructSignatureDeclaration'
  | 'TSMethodSignature'

class TypeWalk {
  readonly references: TypeReference[] = []
  /** None of the code's own: that is not to see what types declare. */
  #scope: Scope
  /** Around the condition of the innermost conditional type. */
  #inferScope: Scope | undefined

  constructor({ node, scope }: TypePart) {
    this.#scope = new Scope('type', node, scope)
  }

  visit(node: Node | null | undefined): void {
    if (node == null) return
    switch (node.type) {
      case 'Identifier':
        return this.refer(node, 'type')
      case 'MemberExpression':
        return this.visit(node.object)
      case 'TSQualifiedName':
        return this.visit(node.left)
      case 'TSFunctionType':
      case 'TSConstructorType':
      case 'TSCallSignatureDeclaration':
      case 'TSConstructSignatureDeclaration':
      case 'TSMethodSignature':
        return this.#visitFunction(node)
      case 'TSPropertySignature':
        if (node.computed) this.#referToValue(node.key)
        return this.visit(node.typeAnnotation)
      case 'TSIndexSignature':
        for (const { typeAnnotation } of node.parameters) this.visit(typeAnnotation)
        return this.visit(node.typeAnnotation)
      case 'TSNamedTupleMember':
        return this.visit(node.elementType)
      case 'TSImportType':
        return this.visit(node.typeArguments)
      case 'TSTypeQuery':
        if (node.exprName.type === 'TSImportType') this.visit(node.exprName)
        else this.#referToValue(node.exprName)
        return this.visit(node.typeArguments)
      case 'TSTypePredicate':
        if (node.parameterName.type === 'Identifier') this.refer(node.parameterName, 'value')
        return this.visit(node.typeAnnotation)
      case 'TSTypeParameter':
        this.#declare(node.name, node)
        this.visit(node.constraint)
        return this.visit(node.default)
      case 'TSInferType':
        this.#declare(node.typeParameter.name, node.typeParameter, this.#inferScope)
        return this.visit(node.typeParameter.constraint)
      case 'TSConditionalType':
        return this.#visitConditional(node)
      case 'TSMappedType':
        return this.#within(node, () => {
          this.#declare(node.key, node)
          this.visit(node.constraint)
          this.visit(node.nameType)
          this.visit(node.typeAnnotation)
        })
      case 'TSInterfaceDeclaration':
        return this.#within(node, () => {
          this.visit(node.typeParameters)
          for (const each of node.extends) this.visit(each)
          this.visit(node.body)
        })
      case 'TSTypeAliasDeclaration':
        return this.#within(node, () => {
          this.visit(node.typeParameters)
          this.visit(node.typeAnnotation)
        })
      default:
        for (const child of childrenOf(node)) this.visit(child)
    }
  }

  refer({ name, start }: Node & { name: string }, kind: TypeReference['kind']): void {
    this.references.push({ name, start, scope: this.#scope, kind })
  }

  #visitFunction(node: Node & { type: FunctionType }): void {
    if (node.type === 'TSMethodSignature' && node.computed) this.#referToValue(node.key)
    this.#within(node, () => {
      this.visit(node.typeParameters)
      for (const parameter of node.params) {
        if (parameter.type === 'Identifier') {
          this.#scope.declare(parameter.name, {
            type: 'Parameter',
            name: parameter,
            node,
            parent: undefined,
          })
        }
        if ('typeAnnotation' in parameter) this.visit(parameter.typeAnnotation)
      }
      this.visit(node.returnType)
    })
  }

  // What the condition infers is known in the true branch, but not in the false one.
  #visitConditional(node: Node & { type: 'TSConditionalType' }): void {
    const outer = this.#inferScope
    this.#within(node, () => {
      this.#inferScope = this.#scope
      this.visit(node.checkType)
      this.visit(node.extendsType)
      this.visit(node.trueType)
    })
    this.#inferScope = outer
    this.visit(node.falseType)
  }

  #within(node: Node, visit: () => void): void {
    const outer = this.#scope
    this.#scope = new Scope('type', node, outer)
    visit()
    this.#scope = outer
  }

  #declare(name: Node & { name: string }, node: Node, scope: Scope = this.#scope): void {
    scope.declare(name.name, { type: 'Type', name, node, parent: undefined })
  }

  // `typeof a.b`, `[a.b]: string`
  #referToValue(node: Node): void {
    if (node.type === 'Identifier') this.refer(node, 'value')
    else if (node.type === 'MemberExpression') this.#referToValue(node.object)
    else if (node.type === 'TSQualifiedName') this.#referToValue(node.left)
  }
}
