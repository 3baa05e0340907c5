import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readNumber, writeNumbers } from '../../../src/wire/numbers.ts'

const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 1e21, 5e-324, 2 ** 53))
const items = fc.array(fc.oneof({ weight: 9, arbitrary: number }, fc.anything()))

test('numbers and lists of them are the JSON that they are, or are left to others', () => {
  fc.assert(
    fc.property(fc.oneof(number, items, fc.anything()), (value) => {
      const text = writeNumbers(value)
      if (text === undefined) return
      expect(text).toBe(JSON.stringify(value))
      expect(JSON.parse(text)).toStrictEqual(value)
    }),
    { numRuns: 2_000 },
  )
})

test.each([1, -1.5, 0, 1e300, [], [1], [1, 2, -3.25]])('%j is written', (value) => {
  expect(writeNumbers(value)).toBe(JSON.stringify(value))
})

test.each([
  ['that JSON does not keep', [-0]],
  ['that are none', [Number.NaN]],
  ['with something else among them', [1, '2']],
  ['with a hole', [1, , 2]], // oxlint-disable-line no-sparse-arrays
  ['of a class of its own', new (class extends Array<number> {})(3).fill(1)],
  ['that are what has been matched', Object.assign([1], { groups: undefined })],
  ['that are many', Array.from({ length: 9 }, () => 1)],
  ['in a list', [[1]]],
])('numbers %s are left to others', (_, value) => {
  expect(writeNumbers(value)).toBeUndefined()
})

test('a number is read as JSON reads it, or left to it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.double().map(String), fc.string()), (text) => {
      const value = readNumber(text)
      if (value !== undefined) expect(value).toBe(JSON.parse(text))
    }),
    { numRuns: 2_000 },
  )
})
