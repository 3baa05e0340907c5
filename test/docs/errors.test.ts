// docs/errors.md against src/errors.ts: every class and every code, both ways.

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { lexer } from 'marked'
import { describe, expect, test } from 'vitest'

import * as errors from '../../src/errors.ts'
import { readDocument, ROOT } from './blocks.ts'
import { tablesOf } from './tables.ts'

const text = readDocument('docs/errors.md')
const source = readDocument('src/errors.ts')
const runtime = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(path.join(ROOT, 'src', name), 'utf8'))
  .join('\n')

const classes = Object.entries(errors).filter(([name]) => name.endsWith('Error'))
const [overview = [], , reasons = [], starts = []] = tablesOf('docs/errors.md')

describe('the overview', () => {
  const rows = overview.filter(({ code }) => code !== 'none')
  const codes = rows.map((row) => /ERR_\w+/.exec(row['code'] ?? '')?.[0] ?? '')

  test('has every class that is exported', () => {
    const documented = rows.map((row) => /\w+Error/.exec(row['class'] ?? '')?.[0] ?? '')
    expect(documented.toSorted()).toEqual(classes.map(([name]) => name).toSorted())
  })

  test('has every code, beside its class', () => {
    const inSource = [...source.matchAll(/'(ERR_\w+)'/g)].map(([, code]) => code ?? '')
    expect(codes.toSorted()).toEqual([...new Set(inSource)].toSorted())
    for (const row of rows) {
      const [code, name] = [
        /ERR_\w+/.exec(row['code'] ?? '')?.[0],
        row['class']?.replaceAll('`', ''),
      ]
      expect(source).toMatch(new RegExp(`class ${name} [^]*?code(?:: string)? = '${code}'`))
    }
  })

  test('each code has a section that names its class and what to do', () => {
    const headings = lexer(text).flatMap((token) =>
      token.type === 'heading' ? [(token as unknown as { text: string }).text] : [],
    )
    expect(headings.filter((heading) => heading.startsWith('ERR_'))).toEqual(
      codes.filter((code) => code !== 'ERR_VERDIGRIS'),
    )
  })
})

test('every reason of a crash has a row', () => {
  const union = /type ExitReason =([^]*?)\n\n/.exec(source)?.[1] ?? ''
  const inSource = [...union.matchAll(/'([\w-]+)'/g)].map(([, reason]) => reason)
  expect(reasons.map((row) => row['reason']?.replaceAll('`', ''))).toEqual(inSource)
})

test('what a StartError is said to say is what it says', () => {
  const said = starts.map((row) => row['the message says'] ?? '')
  expect(said.length).toBeGreaterThan(10)
  for (const message of said) {
    for (const piece of message.replace(/\(.*\)/, '').split('…')) {
      expect(runtime).toContain(piece.trim())
    }
  }
})

test('every field of a class is documented', () => {
  const fields = [...source.matchAll(/^ {2}(?:declare )?readonly (\w+)[?:]/gm)].map(
    ([, name]) => name,
  )
  expect(fields.length).toBeGreaterThan(15)
  expect(fields.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})

test('every code of a warning is documented', () => {
  const warnings = [...runtime.matchAll(/code: '(VERDIGRIS_\w+)'/g)].map(([, code]) => code)
  expect(warnings.length).toBeGreaterThan(0)
  for (const code of warnings) expect(text).toContain(`\`${code}\``)
})
