// Splits code into tokens to colour, by its syntax tree: what a leaf of the tree is, is known exactly, and a word
// that belongs to no leaf is a keyword.

import { visitorKeys } from 'oxc-parser'
import type { Node } from 'oxc-parser'

import { parseSource } from './parse.ts'
import type { Range } from './range.ts'

export type TokenKind =
  | 'comment'
  | 'string'
  | 'number'
  | 'keyword'
  | 'function'
  | 'type'
  | 'property'
  | 'name'

/** A stretch of code of one colour. */
export interface Token extends Range {
  kind: TokenKind
}

/** The tokens of `code` in their order, without punctuation; none if it does not parse. */
export function tokenize(code: string, fileName: string): Token[] {
  const source = parseSource(code, fileName, '')
  if (source === null) return []
  const found: Token[] = source.comments.map(({ start, end }) => ({ start, end, kind: 'comment' }))
  const add = (start: number, end: number, kind: TokenKind): void => {
    if (start < end) found.push({ start, end, kind })
  }
  visit(source.program, undefined, add)
  // A shorthand property is a property and a variable: the later one, which is the variable.
  const unique = new Map(found.map((token) => [token.start, token]))
  const tokens = [...unique.values()].sort((a, b) => a.start - b.start)
  return [...withKeywords(code, tokens)]
}

/** The code as a list of tokens and of what stands between them (`kind` is undefined). */
export function* splitByTokens(
  code: string,
  tokens: readonly Token[],
): Generator<Range & { kind: TokenKind | undefined }> {
  let at = 0
  for (const token of tokens) {
    if (at < token.start) yield { start: at, end: token.start, kind: undefined }
    yield token
    at = token.end
  }
  if (at < code.length) yield { start: at, end: code.length, kind: undefined }
}

type Add = (start: number, end: number, kind: TokenKind) => void

function visit(node: Node, parent: Node | undefined, add: Add): void {
  switch (node.type) {
    case 'Literal':
      return add(node.start, node.end, literalKind(node.value, 'regex' in node))
    case 'TemplateLiteral':
      addTemplate(node.start, node.end, node.expressions, add)
      break
    case 'Identifier':
    case 'JSXIdentifier':
      // With an annotation, the range of a name contains it.
      add(node.start, node.start + node.name.length, nameKind(node, parent))
      break
    case 'PrivateIdentifier':
      return add(node.start, node.end, 'property')
    case 'JSXText':
      return
    default:
      if (/^TS\w+Keyword$/.test(node.type)) return add(node.start, node.end, 'type')
  }
  const fields = node as unknown as Record<string, unknown>
  for (const key of visitorKeys[node.type] ?? []) {
    for (const child of [fields[key]].flat()) if (isNode(child)) visit(child, node, add)
  }
}

function addTemplate(start: number, end: number, expressions: readonly Node[], add: Add): void {
  let at = start
  for (const expression of expressions) {
    add(at, expression.start, 'string')
    at = expression.end
  }
  add(at, end, 'string')
}

function literalKind(value: unknown, isRegExp: boolean): TokenKind {
  if (typeof value === 'number' || typeof value === 'bigint') return 'number'
  return typeof value === 'string' || isRegExp ? 'string' : 'keyword'
}

function nameKind(node: Node, parent: Node | undefined): TokenKind {
  switch (parent?.type) {
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === node ? 'function' : 'name'
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return parent.id === node ? 'function' : 'name'
    case 'MemberExpression':
      return parent.property === node && !parent.computed ? 'property' : 'name'
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      return parent.key === node && !parent.computed ? 'property' : 'name'
    case 'ImportSpecifier':
      return parent.imported === node && parent.local !== node ? 'property' : 'name'
    case 'JSXAttribute':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return 'property'
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'TSTypeReference':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSEnumDeclaration':
    case 'TSTypeParameter':
    case 'TSQualifiedName':
      return 'type'
    default:
      return 'name'
  }
}

function* withKeywords(code: string, tokens: readonly Token[]): Generator<Token> {
  for (const { start, end, kind } of splitByTokens(code, tokens)) {
    if (kind !== undefined) yield { start, end, kind }
    else {
      for (const { 0: word, index } of code.slice(start, end).matchAll(/[a-z]+/gi)) {
        yield { start: start + index, end: start + index + word.length, kind: 'keyword' }
      }
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
