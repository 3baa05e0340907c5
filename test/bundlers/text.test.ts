import { expect, test } from 'vitest'

import {
  addFileTokens,
  patchProgram,
  patchTokens,
  PLACEHOLDER,
  toPathToken,
} from '../../plugin/placeholder.ts'
import { addLocation, removeLocation } from '../../plugin/source-location.ts'
import { fromBundleId, fromWorkerId, toBundleId, toFile, toWorkerId } from '../../plugin/virtual.ts'

test.each([
  ['main.js', './verdigris/worker.cjs?build=1'],
  ['a/b/main.js', '../../verdigris/worker.cjs?build=1'],
])('the way from %s keeps the length of the code', (from, expected) => {
  const code = `x("${PLACEHOLDER}")`
  const patched = patchProgram(code, from, 'verdigris/worker.cjs', '1')
  expect(patched).toHaveLength(code.length)
  expect(/"(.*)"/.exec(patched)?.[1]?.trim()).toBe(expected)
})

test('a way that is too long is an error', () => {
  const from = `${'deep/'.repeat(60)}main.js`
  expect(() => patchProgram(PLACEHOLDER, from, 'verdigris/worker.cjs', '1')).toThrow('too long')
})

test.each(['/p/src/app.ts', '/p/src/an app (1).ts', '/elsewhere/app.ts'])(
  'a token for %s becomes a relative path',
  (file) => {
    const token = toPathToken(file, '/p')
    const way = patchTokens(`"${token}"`, '/p', '/p/dist/verdigris').slice(1, -1)
    expect(new URL(way, 'file:///p/dist/verdigris/').pathname).toBe(
      new URL(file, 'file:///').pathname,
    )
  },
)

test.each([
  '/p/src/app.ts',
  '/p/src/app.vue?vue&type=script&lang.ts',
  '/x/app.ts',
  '\0virtual:app',
])('ids made for %s lead back to it', (file) => {
  expect(fromBundleId(toBundleId(file, '/p'), '/p')).toBe(file)
  expect(fromWorkerId(toWorkerId(file, 'a label', 'ts'))).toBe(file)
})

test('ids without a query are files, and virtual ones are left alone', () => {
  expect(toFile('/p/app.ts?x#y')).toBe('/p/app.ts')
  expect(toFile('\0virtual:a?b')).toBe('\0virtual:a?b')
})

test.each([
  `import x from 'y'\nexport const a = import.meta.url`,
  `'use strict'\nmodule.exports = __dirname`,
  `#!/usr/bin/env node\n"use strict";\nexports.a = __filename`,
  `exports.a = __filename`,
  `const { dirname } = import.meta\nawait import.meta.resolve(dirname)`,
])('a location adds no line before the code, and can be taken out again: %s', (code) => {
  const located = addLocation(code, '/p/a.js')
  expect(located).not.toBe(code)
  expect(located.split('\n').length).toBeGreaterThanOrEqual(code.split('\n').length)
  expect(removeLocation(located)).toBe(code)
})

test('urls of emitted files, with and without the hash of a query', () => {
  const reference = 'VRAku6fjghkApIISiBWPzg'
  const url = `import.meta.ROLLDOWN_FILE_URL_${reference}`
  expect(addFileTokens(url)).toBe(`"verdigris-file:${reference};"`)
  expect(addFileTokens(`${url}_${'a1'.repeat(12)}`)).toBe(`"verdigris-file:${reference};"`)
})
