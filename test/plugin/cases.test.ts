// Every folder of `cases` is compiled and compared with the files beside it.
// `UPDATE_CASES=1 npx vitest run --project plugin` rewrites them; read the difference before you keep it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { parseSync } from 'oxc-parser'
import { afterAll, describe, expect, test } from 'vitest'

import { parseSource } from '../../plugin/parse.ts'
import { resolveScopes } from '../../plugin/scope.ts'
import { walkScopes } from '../../plugin/scope-walk.ts'
import { filesOf, listCases, loadCase, readExpected, writeExpected } from './case-folder.ts'
import { runBothWays } from './run-case.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'verdigris-cases-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.each(listCases())('%s', (name) => {
  const current = loadCase(name)
  const outputs = Object.entries(filesOf(current)).filter(([file]) => !file.endsWith('.txt'))

  test('compiles to the files beside it', () => {
    if (process.env['UPDATE_CASES'] === '1') writeExpected(current)
    expect(filesOf(current)).toEqual(readExpected(current))
  })

  if (outputs.length > 0)
    test('what it compiles to parses', () => {
      for (const [file, code] of outputs) {
        const { errors } = parseSync(file.replace(/\.js$/, '.jsx'), code, {
          sourceType: 'module',
          showSemanticErrors: true,
        })
        expect(errors.map(({ message }) => `${file}: ${message}`)).toEqual([])
      }
    })

  if (outputs.length > 0)
    test('no name means a global that meant something else before', () => {
      const before = globalsOf(current.input, current.inputFile)
      for (const [file, code] of outputs) {
        const added = [...globalsOf(code, file)].filter((global) => !before.has(global))
        expect(added, file).toEqual([])
      }
    })

  const hasRun = outputs.length > 0 && /^export .*\brun\b/m.test(current.input)
  // What a warning is about may well be a difference.
  const isSame = !name.startsWith('warning-')
  if (hasRun)
    test(`runs in place and moved${isSame ? ' with the same result' : ''}`, async () => {
      const { inPlace, moved } = await runBothWays(current, path.join(scratch, name))
      const expected = name.startsWith('throws-') ? 'error' : 'value'
      expect(Object.keys(inPlace)).toEqual([expected])
      if (isSame) expect(moved).toEqual(inPlace)
      else expect(Object.keys(moved)).toEqual([expected])
    })
})

function globalsOf(code: string, file: string): Set<string> {
  const source = parseSource(code, file, '/')
  if (source === null) throw new Error(`${file} does not parse`)
  const { uses } = resolveScopes(walkScopes(source.program))
  return new Set(uses.filter(({ variable }) => variable === undefined).map((use) => use.name))
}
