// Links in the documents, and those of the playground to them: the file is there, and so is the heading.

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { lexer, walkTokens } from 'marked'
import { expect, test } from 'vitest'

import { listDocuments, ROOT } from './blocks.ts'

const OTHERS = [
  'playground/examples/README.md',
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
  const links: string[] = []
  walkTokens(lexer(read(file)), (token) => {
    if (token.type === 'link') links.push((token as unknown as { href: string }).href)
  })
  return links
}

/** Of headings, as GitHub makes them. */
function anchorsOf(file: string): Set<string> {
  const anchors = new Set<string>()
  walkTokens(lexer(read(file)), (token) => {
    if (token.type !== 'heading') return
    const text = (token as unknown as { text: string }).text.replace(/`/g, '').toLowerCase()
    anchors.add(text.replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-'))
  })
  return anchors
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8')
}
