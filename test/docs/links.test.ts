// Links in the documents, and those of the playground to them: the file is there, and so is the heading.

import { existsSync } from 'node:fs'
import path from 'node:path'

import type { Tokens } from 'marked'
import { expect, test } from 'vitest'

import { listDocuments, ROOT, tokensOf } from './blocks.ts'

const OTHERS = [
  'playground/examples/README.md',
  'playground/examples/hosts/README.md',
  'playground/recipes/README.md',
  'playground/web/README.md',
]

test.each([...listDocuments(), ...OTHERS])('%s leads nowhere that is not there', (file) => {
  const links = linksOf(file).filter((link) => !/^https?:/.test(link))
  expect(links.filter((link) => !leadsSomewhere(file, link))).toEqual([])
})

test('each guide can be reached from the README', () => {
  const linked = linksOf('README.md')
  const guides = listDocuments().filter((file) => file.startsWith('docs/'))
  expect(guides.filter((file) => !linked.includes(file))).toEqual([])
})

function leadsSomewhere(from: string, link: string): boolean {
  const [name = '', heading] = link.split('#')
  const file = name === '' ? from : path.join(path.dirname(from), name)
  if (!existsSync(path.join(ROOT, file))) return false
  return heading === undefined || anchorsOf(file).has(heading)
}

function linksOf(file: string): string[] {
  return tokensOf(file, 'link').map((token) => (token as Tokens.Link).href)
}

/** Of headings, as GitHub makes them. */
function anchorsOf(file: string): Set<string> {
  const texts = tokensOf(file, 'heading').map((token) => (token as Tokens.Heading).text)
  return new Set(
    texts.map((text) =>
      text
        .replace(/`/g, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
