// Which imports JSX needs without naming them: what the host says, pragmas, and otherwise the likely ones.

import { expect, test } from 'vitest'

import { transform } from '../../plugin/transform.ts'

const IMPORTS = [
  `import { make, Group } from './make'`,
  `import * as lib from './lib'`,
  `import React from 'react'`,
  `import { h } from './h'`,
  `import type { Props } from './types'`,
]

const LEFT = 'export const left = <i />'

test.each([
  ['automatic', { jsx: [] }, '', []],
  ['what the host says', { jsx: ['make', 'Group'] }, '', ['make', 'Group']],
  ['what the host says, of an object', { jsx: ['lib', 'lib'] }, '', ['lib']],
  ['a pragma besides the host', { jsx: [] }, '/** @jsx lib.create */', ['lib']],
  ['a pragma that asks for React', { jsx: [] }, '/** @jsxRuntime classic */', ['React']],
  [
    'what is imported and never named, where the host cannot say',
    {},
    'lib.use()',
    ['make', 'Group', 'React', 'h'],
  ],
])('%s', (_, options, first, expected) => {
  const code = [
    first,
    `import { task } from 'verdigris'`,
    ...IMPORTS,
    `export const a = () => task('a', () => <b />)`,
    `export const b = () => task('b', () => React.version + h.name)`,
    LEFT,
  ].join('\n')
  const { sites, code: parent } = transform(code, '/app/a.tsx', { root: '/app', ...options })!
  const [withJsx, without] = sites.map(({ workerModule }) => namesOf(workerModule.code))
  expect(withJsx).toEqual(expected)
  expect(without).toEqual(['React', 'h'])
  // Named by a closure only: the parent's JSX may still need them.
  const needed = ['React', 'h'].filter((name) => expected.includes(name))
  expect(namesOf(parent).filter((name) => ['React', 'h'].includes(name))).toEqual(needed)
})

function namesOf(code: string): string[] {
  return [...code.matchAll(/^import (?!type)(.*) from '\.?\/?(?:make|lib|react|h)'/gm)].flatMap(
    ([, names = '']) => names.match(/\b(?!as\b)\w+/g) ?? [],
  )
}
