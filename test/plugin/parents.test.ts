// The node around a node, also where the tree has nodes in another order than the source.

import type { Node } from 'oxc-parser'
import { expect, test } from 'vitest'

import { childrenOf } from '../../plugin/node-types.ts'
import { Parents } from '../../plugin/parents.ts'
import { parseSource } from '../../plugin/parse.ts'
import { walkScopes } from '../../plugin/scope-walk.ts'

test.each([
  ['decorators before `export`', '@a.b(c) @d export class X { @e(f) g = 1; h(@i j) {} }'],
  ['templates', '`1${a.b(`2${c}3${d}4`)}5${e ?? f}6`; g`${h}${() => i}`'],
  [
    'patterns, members and types',
    'for (const { a: [b = c()], ...d } of e!.f) try { g<h>(i as j) } catch ({ k }) {} finally { class l { m = n; static o() { return p } } }',
  ],
  ['names that are short for two', 'const { a, b = a } = { c, d: { e } }; export { a }'],
])('%s', (_, code) => {
  const source = parseSource(code, '/a.ts', '/')
  if (source === null) throw new Error('does not parse')
  const { parents } = walkScopes(source.program).syntax
  const all: [child: Node, node: Node][] = []
  const collect = (node: Node): void => {
    for (const child of childrenOf(node)) {
      all.push([child, node])
      collect(child)
    }
  }
  collect(source.program)
  for (const known of [parents, new Parents(source.program)]) {
    expect(known.get(source.program)).toBeUndefined()
    for (const [child, node] of all) expect(known.get(child)).toBe(node)
  }
})
