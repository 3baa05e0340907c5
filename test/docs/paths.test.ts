// What the documents say of the project's own files: they are there, and the protocol's messages are those of the code.

import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

import type { Tokens } from 'marked'
import { expect, test } from 'vitest'

import { listDocuments, readDocument, ROOT, tokensOf } from './blocks.ts'
import { tablesOf } from './tables.ts'

/** Files of this project, and no pattern with a name to fill in. */
const OWN_FILE = /^(?:src|plugin|test|playground|docs)\/[\w./*-]+$/

/** Paths of a reader's project. */
const EXAMPLES_OF_READERS = new Set(['src/app.ts', 'src/app.js'])

test.each(listDocuments().flatMap((file) => pathsIn(file).map((name) => [file, name] as const)))(
  '%s: %s is there',
  (_, name) => {
    const [before, after] = name.split('*')
    if (after === undefined) return expect(existsSync(path.join(ROOT, name))).toBe(true)
    const [folder, start] = [path.dirname(before ?? ''), path.basename(before ?? '')]
    const names = readdirSync(path.join(ROOT, folder))
    expect(names.some((each) => each.startsWith(start) && each.endsWith(after))).toBe(true)
  },
)

test('CONTRIBUTING has paths at all', () => {
  expect(pathsIn('CONTRIBUTING.md').length).toBeGreaterThan(20)
})

test('PROTOCOL.md has every message, with its number', () => {
  const documented = tablesOf('src/wire/PROTOCOL.md')
    .flat()
    .filter((row) => /^0x\w\w$/.test(row['type'] ?? ''))
    .map((row) => `${row['name']} ${row['type']}`)
  const inCode = [...readDocument('src/wire/message.ts').matchAll(/^ {2}'?([\w-]+)'?: (0x\w+),$/gm)]
  expect(documented.length).toBeGreaterThan(20)
  expect(documented.toSorted()).toEqual(
    inCode.map(([, name, type]) => `${name} ${type}`).toSorted(),
  )
})

test('the README is no longer than a reader is patient', () => {
  expect(readDocument('README.md').split('\n').length).toBeLessThanOrEqual(325)
})

function pathsIn(file: string): string[] {
  const spans = tokensOf(file, 'codespan').map((token) => (token as Tokens.Codespan).text)
  const paths = spans.filter((text) => OWN_FILE.test(text) && !text.includes('NAME'))
  return [...new Set(paths)].filter((name) => !EXAMPLES_OF_READERS.has(name))
}
