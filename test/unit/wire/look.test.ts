import fc from 'fast-check'
import { inspect as inspectWith } from 'node:util'
import vm from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createCodec } from '../../../src/wire/codec.ts'
import { type Way, wayOf } from '../../../src/wire/look.ts'

const many = <T>(value: T): T[] => Array.from({ length: 300 }, () => structuredClone(value))

/** Stacks too, and properties that cannot be enumerated. */
function inspect(value: unknown): string {
  return inspectWith(value, { depth: 20, showHidden: true })
}

class Point {
  x = 1
}

describe('the way of a value', () => {
  const shared = {}
  it.each<[Way, string, unknown]>([
    ['json', 'null', null],
    ['json', 'a string', 'a\ud800'],
    ['json', 'a number', 1.5],
    ['json', 'lists and records', [{ a: [1, 'x', { b: null }] }, true]],
    ['json', 'many records', many({ a: 1 })],
    ['walk', '-0', -0],
    ['walk', 'NaN', Number.NaN],
    ['walk', 'a member that is undefined', { a: undefined }],
    ['walk', 'a hole', [1, , 2]], // oxlint-disable-line no-sparse-arrays
    ['walk', 'a list of a billion holes', Object.assign([], { length: 1e9 })],
    ['walk', 'a few dates', [new Date()]],
    ['walk', 'one object twice', [shared, shared]],
    ['walk', 'a bigint', 1n],
    ['walk', 'a match', /x/.exec('x')],
    ['walk', 'a member called __proto__', JSON.parse('{"__proto__":1}')],
    ['walk', 'a symbol for a key', { [Symbol('x')]: 1 }],
    ['walk', 'a function', { f() {} }],
    ['walk', 'an instance', new Point()],
    ['walk', 'no prototype', Object.create(null)],
    ['walk', 'an object of another realm', vm.runInNewContext('({})')],
    ['walk', 'what only seems to be a date', Object.create(Date.prototype)],
    ['clone', 'many dates', many({ at: new Date() })],
    ['clone', 'many maps and sets', many(new Map([[1n, new Set([-0])]]))],
    ['clone', 'many of one', Array.from({ length: 300 }, () => [shared])],
    ['walk', 'many dates and one instance', [...many(new Date()), new Point()]],
    ...[Date, Map, Set].map((kind): [Way, string, unknown] => [
      'walk',
      `many dates and what only seems to be a ${kind.name}`,
      [...many(new Date()), Object.create(kind.prototype)],
    ]),
    ['walk', 'many dates and some bytes', [...many(new Date()), new Uint8Array(1)]],
  ])('is %s: %s', (way, _, value) => {
    expect(wayOf(value)).toBe(way)
  })

  it.each([1, 2, 3, 4, 5])('is that of a circle of %d', (length) => {
    for (const first of [[], new Date()]) {
      const circle: unknown[] = [first, ...many([])]
      let last: unknown = circle
      for (let i = 1; i < length; i++) last = i % 2 === 1 ? { last } : new Map([[last, last]])
      circle.push(last)
      expect(wayOf(circle)).toBe('clone')
    }
  })

  it('is found in no time if each holds the next one twice', () => {
    for (const first of [1, new Date()]) {
      let value: unknown = many(first)
      for (let depth = 0; depth < 100; depth++) value = [value, new Map([[1, value]])]
      expect(wayOf(value)).toBe('clone')
    }
  })

  it('is the walk if everything has a `toJSON`', () => {
    Object.assign(Object.prototype, { toJSON: () => 'x' })
    try {
      expect(wayOf({})).toBe('walk')
    } finally {
      Reflect.deleteProperty(Object.prototype, 'toJSON')
    }
  })
})

describe('every way', () => {
  const quick = createCodec()
  // A type that is nobody's: nothing is known of a value but by walking through it.
  const thorough = createCodec({ types: { Nobody: { encode: () => false, decode: () => {} } } })

  it('gives what the walk gives', () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.integer(),
      fc.bigInt(),
      fc.boolean(),
      fc.constantFrom(null, undefined, -0, /x(?<y>z)/giu),
      fc.date({ noInvalidDate: false }),
      fc.webUrl().map((url) => new URL(url)),
      fc.uint8Array({ maxLength: 9 }),
      fc.float64Array({ maxLength: 3 }),
      fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes)),
      fc.uint8Array({ maxLength: 9 }).map((bytes) => bytes.slice().buffer),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        tie('list'),
        tie('record'),
        tie('map'),
        tie('set'),
        tie('twice'),
        tie('bulk'),
        tie('error'),
      ),
      error: fc
        .tuple(fc.constantFrom(Error, TypeError), fc.string(), tie('value'), tie('value'))
        .map(([Class, message, cause, own]) =>
          Object.assign(cause === 0 ? new Class(message) : new Class(message, { cause }), { own }),
        ),
      list: fc.array(tie('value'), { maxLength: 5 }),
      record: fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        tie('value'),
        { maxKeys: 5, noNullPrototype: true },
      ),
      map: fc
        .array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 })
        .map((entries) => new Map(entries)),
      set: fc.array(tie('value'), { maxLength: 4 }).map((items) => new Set(items)),
      twice: tie('value').map((item) => [item, { item }]),
      bulk: tie('value').map((item) => [item, ...Array.from({ length: 300 }, () => ({}))]),
    }))
    fc.assert(
      fc.property(value, (given) => {
        const copy = quick.decode(quick.encode(given))
        const walked = thorough.decode(thorough.encode(given))
        expect(copy).toStrictEqual(walked)
        expect(inspect(copy)).toBe(inspect(walked))
        expect(copy).toStrictEqual(given)
      }),
      { numRuns: 300 },
    )
  })
})
