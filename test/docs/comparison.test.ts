// docs/comparison.md: a row without something that backs it is no row.

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { expect, test } from 'vitest'

import { readDocument, ROOT } from './blocks.ts'
import { tablesOf } from './tables.ts'

const LINK = /^\[(?<name>[^\]]+)\]\((?<target>[^)]+)\)$/
const [rows = []] = tablesOf('docs/comparison.md')

test('there are rows, and all libraries in them', () => {
  expect(rows.length).toBeGreaterThan(8)
  expect(Object.keys(rows[0] ?? {})).toEqual([
    '',
    'verdigris',
    'piscina',
    'tinypool',
    'workerpool',
    'jest-worker',
    'execa',
    'backed by',
  ])
})

test.each(rows.map((row) => [row[''] ?? '', row] as const))('%s: is backed', (_, row) => {
  const { name = '', target = '' } = LINK.exec(row['backed by'] ?? '')?.groups ?? {}
  const file = path.join(ROOT, 'docs', target)
  expect(target).toMatch(/^\.\.\/test\//)
  expect(existsSync(file), target).toBe(true)
  // The name of the test, or of what is measured.
  expect(`${path.basename(file)}\n${readFileSync(file, 'utf8')}`).toContain(name)
})

test('the figures of the README can be replaced', () => {
  const readme = readDocument('README.md')
  expect(readme.match(/<!-- \/?figures -->/g)).toEqual(['<!-- figures -->', '<!-- /figures -->'])
})
