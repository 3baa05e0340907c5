// The node around a node, also where the tree has nodes in another order than the source.

import type { Node } from 'oxc-parser'
import { expect, test } from 'vitest'

import { childrenOf } from '../../plugin/node-types.ts'
import { Parents } from '../../plugin/parents.ts'
import { parseSource } from '../../plugin/parse.ts'

test.each([
  ['decorators before `export`', '@a.b(c) @d export class X { @e(f) g = 1; h(@i j) {} }'],
  ['templates', '`1${a.b(`2${c}3${d}4`)}5${e ?? f}6`; g`${h}${() => i}`'],
  ['names that are short for two', 'const { a, b = a } = { c, d: { e } }; export { a }'],
])('%s', (_, code) => {
  const source = parseSource(code, '/a.ts', '/')
  if (source === null) throw new Error('does not parse')
  const parents = new Parents(source.program)
  const all: [child: Node, node: Node][] = []
  const collect = (node: Node): void => {
    for (const child of childrenOf(node)) {
      all.push([child, node])
      collect(child)
    }
  }
  collect(source.program)
  expect(parents.get(source.program)).toBeUndefined()
  for (const [child, node] of all) expect(parents.get(child)).toBe(node)
  // From each to any other, as the search goes on from where the last one ended.
  for (const [first] of all) {
    for (const [child, node] of all) {
      parents.get(first)
      expect(parents.get(child)).toBe(node)
    }
  }
})
