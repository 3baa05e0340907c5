// The node around a node, also where the tree has nodes in another order than the source.

import type { Node } from 'oxc-parser'
import { expect, test } from 'vitest'

import { childrenOf } from '../../plugin/node-types.ts'
import { parseSource } from '../../plugin/parse.ts'
import { collectSyntax } from '../../plugin/syntax.ts'

test.each([
  ['decorators before `export`', '@a.b(c) @d export class X { @e(f) g = 1; h(@i j) {} }'],
  ['templates', '`1${a.b(`2${c}3${d}4`)}5${e ?? f}6`; g`${h}${() => i}`'],
  ['names that are short for two', 'const { a, b = a } = { c, d: { e } }; export { a }'],
])('%s', (_, code) => {
  const source = parseSource(code, '/a.ts', '/')
  if (source === null) throw new Error('does not parse')
  const { parents } = collectSyntax(source.program)
  const check = (node: Node): void => {
    for (const child of childrenOf(node)) {
      expect(parents.get(child)).toBe(node)
      check(child)
    }
  }
  expect(parents.get(source.program)).toBeUndefined()
  check(source.program)
})
