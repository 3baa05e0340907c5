import { expect, test } from 'vitest'

import { allBlocks, listDocuments, useOf } from './blocks.ts'

test('every block of every document is taken by a check', () => {
  const uses = allBlocks().map(useOf)
  expect(new Set(uses)).toEqual(
    new Set([
      'code',
      'program',
      'config',
      'commands',
      'printed',
      'type error',
      'manifest',
      'signature',
    ]),
  )
})

test('the README and the guides have blocks', () => {
  const files = new Set(allBlocks().map(({ file }) => file))
  for (const name of ['README', 'docs/hosts', 'docs/closures', 'docs/errors', 'docs/options']) {
    expect(files).toContain(`${name}.md`)
  }
  expect(listDocuments()).toContain('docs/recipes.md')
})
