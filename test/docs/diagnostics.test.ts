import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { expect, test } from 'vitest'

import { readDocument, ROOT } from './blocks.ts'
import { readCatalogue, renderCatalogue } from './diagnostics.ts'

const entries = readCatalogue()

test('every code of the catalogue is found', () => {
  const folder = path.join(ROOT, 'plugin/diagnostics')
  const source = readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n')
  const codes = [...source.matchAll(/\bcode: '([\w-]+)'/g)].map(([, code]) => code)
  expect(codes.length).toBeGreaterThan(30)
  const known = entries.map(({ code }) => code)
  expect([...new Set(codes)].filter((code) => !known.includes(code ?? ''))).toEqual([])
  expect(known).toEqual(expect.arrayContaining(['capture-local-function', 'capture-local-class']))
})

test.each(entries.map((entry) => [entry.code, entry] as const))(
  '%s says what is wrong and what is right',
  (_, { cases, severity }) => {
    expect(['error', 'warning']).toContain(severity)
    expect(cases.length).toBeGreaterThan(0)
    for (const { text, wrong, right } of cases) expect([text, wrong, right]).not.toContain('')
  },
)

test('what linking finds has a code of its own, which is explained', () => {
  const codes = [...readDocument('plugin/problem.ts').matchAll(/\bcode: '([\w-]+)'/g)]
  expect(codes.map(([, code]) => code)).toEqual(['link-failed'])
  expect(readDocument('docs/diagnostics.md')).toContain('`link-failed`')
})

test('docs/diagnostics.md is up to date (-u writes it)', async () => {
  await expect(renderCatalogue(entries)).toMatchFileSnapshot(path.join(ROOT, 'docs/diagnostics.md'))
})
