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

test('its figures are those of the README', () => {
  const [figures = ''] = /<!-- figures -->[^]*<!-- \/figures -->/.exec(readDocument('README.md')) ?? []
  const measured = rows.filter((row) => row['backed by']?.includes('/bench/'))
  expect(measured.length).toBeGreaterThan(2)
  for (const row of measured) {
    const numbers = Object.entries(row)
      .filter(([name]) => !['', 'backed by'].includes(name))
      .flatMap(([, cell]) => cell.match(/\d[\d,.]*(?= (?:us|ms|\/s))/g) ?? [])
    expect(numbers.length).toBeGreaterThan(2)
    for (const number of numbers) expect(figures).toContain(number)
  }
})

test('its table of the README can be replaced', () => {
  const readme = readDocument('README.md')
  expect(readme.match(/<!-- \/?figures -->/g)).toEqual(['<!-- figures -->', '<!-- /figures -->'])
})
