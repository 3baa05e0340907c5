import vm from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createCodec } from '../../../src/wire/codec.ts'
import { problemOf } from './problem-of.ts'

const codec = createCodec()

function roundTrip(value: unknown): unknown {
  return codec.decode(codec.encode(value))
}

describe('a value that crosses', () => {
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['-0', -0],
    ['NaN', Number.NaN],
    ['Infinity', Infinity],
    ['a bigint', 2n ** 80n],
    ['a lone surrogate', '\ud800'],
    ['text with a line separator', '<\u2028'],
    ['a large number', 1e300],
    ['false', false],
    ['an object without members', {}],
    ['a date', new Date(1e12)],
    ['an invalid date', new Date(Number.NaN)],
    ['a regular expression', /a+/giu],
    ['a URL', new URL('https://example.org/?a=1#b')],
    ['search parameters', new URLSearchParams('a=1&a=2')],
    ['a map with objects for keys', new Map([[{ a: 1 }, new Set([1, 'x'])]])],
    ['a sparse array', [1, , 3]], // oxlint-disable-line no-sparse-arrays
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['a boxed number', Object(1)],
    ['an empty Buffer', Buffer.alloc(0)],
    ['a Buffer', Buffer.from('hello')],
    ['a Uint8Array', new Uint8Array([1, 2])],
    ['a Float64Array', new Float64Array([0.1, -0])],
    ['a BigInt64Array', new BigInt64Array([1n, -1n])],
    ['an array buffer', new Uint8Array([1, 2, 3]).buffer],
    ['a data view', new DataView(new ArrayBuffer(8), 2, 4)],
  ])('arrives as what it was: %s', (_, value) => {
    const copy = roundTrip(value)
    expect(copy).toStrictEqual(value)
    if (typeof value === 'object' && value !== null) {
      expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(value))
    }
  })

  it('may be what a regular expression has matched', () => {
    const match = /(?<year>\d+)-(x)?/d.exec('in 2026-')
    expect(roundTrip(match)).toStrictEqual(match)
    expect(roundTrip(match)).toHaveProperty('index', 3)
  })

  it('may be the strings of a tagged template', () => {
    const stringsOf = (...[strings]: [TemplateStringsArray, ...unknown[]]) => strings
    const strings = stringsOf`a${1}\n`
    const [copy, again] = roundTrip([strings, strings]) as [typeof strings, typeof strings]
    expect(copy).toBe(again)
    expect(copy).toStrictEqual(strings)
    expect(String.raw(copy, 1)).toBe(String.raw(strings, 1))
    expect(Object.isFrozen(copy)).toBe(true)
  })

  it.each([Object, Array])('is the same where each %o has `toJSON`', ({ prototype: all }) => {
    Object.assign(all, { toJSON: () => 'x' })
    const copies: unknown[] = []
    const twice = { a: 1 }
    const error = new Error('x', { cause: new Error('y') })
    const values = [
      1n,
      new Date(0),
      [1, 2n],
      { a: [-0] },
      new Uint8Array([1]),
      error,
      [twice, twice],
    ]
    try {
      for (const value of values) copies.push(roundTrip(value))
    } finally {
      Reflect.deleteProperty(all, 'toJSON')
    }
    expect(copies).toStrictEqual(values)
  })

  it('keeps circles and repeated references', () => {
    const shared = { n: 1 }
    const value: Record<string, unknown> = { a: shared, b: [shared], map: new Map() }
    value['self'] = value
    ;(value['map'] as Map<unknown, unknown>).set(value, value)
    const copy = roundTrip(value) as typeof value
    expect(copy['self']).toBe(copy)
    expect(copy['a']).toBe((copy['b'] as unknown[])[0])
    expect((copy['map'] as Map<unknown, unknown>).get(copy)).toBe(copy)
  })

  it('keeps views of one buffer on one buffer', () => {
    const buffer = new ArrayBuffer(64)
    const views = [new Uint8Array(buffer, 9, 3), new Float64Array(buffer, 16, 2), buffer]
    const [bytes, floats, whole] = roundTrip(views) as [Uint8Array, Float64Array, ArrayBuffer]
    expect([bytes.buffer, floats.buffer]).toEqual([whole, whole])
    expect([bytes.byteOffset, floats.byteOffset, whole.byteLength]).toEqual([9, 16, 64])
    bytes[0] = 255
    expect(new Uint8Array(whole)[9]).toBe(255)
  })

  it('sends only the bytes that a view shows', () => {
    const pool = Buffer.alloc(8192, 'secret of somebody else ')
    const { attachments } = codec.encode({ window: pool.subarray(4001, 4003) })
    expect(attachments.map(({ byteLength }) => byteLength)).toEqual([4003 - 4000])
  })

  it('is taken from another realm', () => {
    const foreign = vm.runInNewContext(
      `({ map: new Map([[1, new Date(0)]]), bytes: new Uint8Array([1]), error: new TypeError('x') })`,
    )
    const copy = roundTrip(foreign) as { map: unknown; bytes: unknown; error: unknown }
    expect(copy.map).toStrictEqual(new Map([[1, new Date(0)]]))
    expect(copy.bytes).toStrictEqual(new Uint8Array([1]))
    expect(copy.error).toBeInstanceOf(TypeError)
  })
})

describe('an error that crosses', () => {
  it('keeps class, name, message, stack, code and cause', () => {
    class QuotaError extends RangeError {
      override name = 'QuotaError'
      code = 'E_QUOTA'
    }
    const error = new QuotaError('full', { cause: new SyntaxError('inner') })
    const copy = roundTrip(error) as QuotaError
    expect(copy).toBeInstanceOf(RangeError)
    expect(copy.name).toBe('QuotaError')
    expect(copy.message).toBe('full')
    expect(copy.stack).toBe(error.stack)
    expect(copy.code).toBe('E_QUOTA')
    expect(copy.cause).toBeInstanceOf(SyntaxError)
    expect(Object.keys(copy)).not.toContain('stack')
  })

  it('keeps its stack where it only passes through', () => {
    const mapStack = (stack: string): string => `mapped ${stack}`
    const child = createCodec({ mapStack })
    const twice = new Error('twice')
    for (const value of [new Error('once'), [twice, twice]]) {
      const error = (received: unknown): Error =>
        (Array.isArray(received) ? received[0] : received) as Error
      const given = child.decode(codec.encode(value))
      expect(error(codec.decode(child.encode(given))).stack).toBe(error(value).stack)
      expect(error(codec.decode(child.encode(value))).stack).toBe(`mapped ${error(value).stack}`)
    }
  })

  it('may refer to itself and to others in circles', () => {
    const first = new Error('first') as Error & { other?: unknown }
    const second = new Error('second', { cause: first })
    first.other = second
    first.cause = first
    const copy = roundTrip([first, second]) as (typeof first)[]
    expect(copy[0]?.cause).toBe(copy[0])
    expect(copy[0]?.other).toBe(copy[1])
    expect(copy[1]?.cause).toBe(copy[0])
  })

  it('may be an AggregateError or a DOMException', () => {
    const abort = new DOMException('stop', 'AbortError')
    const copy = roundTrip(new AggregateError([abort, 'text'], 'all')) as AggregateError
    expect(copy).toBeInstanceOf(AggregateError)
    expect(copy.errors[0]).toBeInstanceOf(DOMException)
    expect(copy.errors[0]).toMatchObject({ name: 'AbortError', message: 'stop', code: 20 })
    expect(copy.errors[1]).toBe('text')
  })

  it('arrives without the properties that cannot', () => {
    const error = Object.assign(new Error('request failed'), {
      status: 502,
      socket: process.stdout,
      retry: () => {},
    })
    const copy = roundTrip(error) as typeof error
    expect(copy.status).toBe(502)
    expect(Object.keys(copy)).toEqual(['status'])
  })
})

describe('an error whose getters throw', () => {
  const gone = {
    enumerable: true,
    get: () => {
      throw new Error('gone')
    },
  }

  it.each(['response', 'cause', 'message', 'name', 'stack'])('arrives all the same: %s', (key) => {
    for (const more of [{}, { errors: [] }]) {
      const error = Object.assign(new RangeError('the real one'), more, { code: 'E_REAL' })
      const copy = roundTrip(Object.defineProperty(error, key, gone)) as typeof error
      expect(copy).toBeInstanceOf(RangeError)
      expect(copy.code).toBe('E_REAL')
      if (key !== 'message') expect(copy.message).toBe('the real one')
      expect(key === 'name' || copy.name === 'RangeError').toBe(true)
    }
  })
})

describe('an error with errors on it', () => {
  it('is not followed for ever, however they are tied', () => {
    const error = new Error('x') as Error & Record<string, unknown>
    for (const key of ['a', 'b', 'c', 'd']) error[key] = { error }
    const copy = roundTrip(error) as typeof error
    expect((copy['d'] as typeof error)['error']).toBe(copy)
  })

  it('arrives even if some of them cannot', () => {
    const copy = roundTrip(new AggregateError([new TypeError('a'), () => 1])) as AggregateError
    expect(copy.errors[0]).toBeInstanceOf(TypeError)
    expect(copy.errors[1]).toBe('() => 1')
  })
})

describe('a type of the project', () => {
  class Vector {
    x: number
    constructor(x: number) {
      this.x = x
    }
  }
  const types = {
    Vector: {
      encode: (value: unknown) => value instanceof Vector && value.x,
      decode: (x: number) => new Vector(x),
    },
  }

  it('crosses as itself, also when its data is 0', () => {
    const own = createCodec({ types })
    expect(own.decode(own.encode([new Vector(0), new Vector(2)]))).toEqual([
      new Vector(0),
      new Vector(2),
    ])
  })
})

describe('a value that cannot cross', () => {
  class Session {}
  class Registry extends Map {}
  class Bytes extends Uint8Array {}

  it.each([
    ['a function', { a: { b: () => 1 } }, '.a.b', 'a function'],
    ['a class', { Session }, '.Session', 'the class Session'],
    ['an instance', [1, new Session()], '[1]', 'an instance of Session'],
    ['an instance of a subclass of Map', { r: new Registry() }, '.r', 'an instance of Registry'],
    ['an instance of a subclass of Uint8Array', new Bytes(1), '', 'an instance of Bytes'],
    ['a symbol', { s: Symbol('x') }, '.s', 'a symbol'],
    ['a promise', { p: Promise.resolve() }, '.p', 'a promise'],
    ['a stream', { out: process.stdout }, '.out', expect.stringMatching(/^an open \w+/)],
    ['a weak map', new WeakMap(), '', 'an instance of WeakMap'],
    ["one of vitest's assertions", expect(1).toBe(1), '', 'an instance of Assertion'],
    ['shared memory', new Uint8Array(new SharedArrayBuffer(1)), '', 'a view of shared memory'],
    ['a symbol for a key', { [Symbol('x')]: 1 }, '', 'an object with symbols for keys'],
  ])('is refused with its path: %s', (_, value, path, what) => {
    expect(problemOf(() => codec.encode(value))).toMatchObject({
      type: 'unserializable',
      path,
      what,
    })
  })

  it('may be nested too deeply, in either direction', () => {
    let deep: unknown = 1
    for (let i = 0; i < 200_000; i++) deep = { deep }
    expect(problemOf(() => codec.encode(deep))).toMatchObject({ what: 'nested too deeply' })
    const items = Array.from({ length: 200_000 }, (_, i) => [i + 1])
    const text = `!${JSON.stringify([[], [...items, 1]])}`
    expect(problemOf(() => codec.decode({ text, attachments: [] }))).toMatchObject({
      what: 'nested too deeply',
    })
  })

  it('may throw while it is read', () => {
    const value = {
      get trap(): never {
        throw new Error('do not look')
      },
    }
    expect(problemOf(() => codec.encode(value))).toMatchObject({
      what: 'a value that threw while it was read (Error: do not look)',
    })
  })
})

describe('a payload that no codec has made', () => {
  it.each([
    ['no JSON', '{'],
    ['no JSON behind the mark', '!{'],
    ['no structured clone', '#'],
    ['no pair', '!1'],
    ['no offsets', '![1,[[1],1]]'],
    ['a type that nobody knows', '![[],[[1,2],["Gun",3],["Set"],1]]'],
    ['a buffer that was not sent', '![[0],[[1,4],["ArrayBuffer",2],[3],9,["Set"]]]'],
    ['a view outside its bytes', '![[0],[[1,7],["View",2],[3,4,5,6],"Uint8Array",0,0,99,["Set"]]]'],
    ['an error that was not sent', '![[],[[1,6],["Error",2],[3,4,5,5],0,"Error","x",["Set"]]]'],
    ['a prototype', '![[],[[1,2],{"__proto__":3},["Set"],1]]'],
    ['small: no JSON', '~'],
    ['small: no pair', '~1'],
    ['small: no offsets', '~[1,[1]]'],
    ['small: a kind that nobody knows', '~[[],[99]]'],
    ['small: a prototype', '~[[],{"__proto__":{"x":1}}]'],
    ['small: a buffer that was not sent', '~[[],[9,7]]'],
    ['small: a view outside its bytes', '~[[0],[10,"Uint8Array",0,0,99]]'],
    ['small: no number', '~[[],[3,"1x"]]'],
    ['small: no address', '~[[],[6,"x"]]'],
    ['small: no pattern', '~[[],[5,"(","g"]]'],
    ['small: an error without a message', '~[[],[11,"Error","Error",7]]'],
    ['small: an error of no class', '~[[],[11,"Gun","Error","x",[1],{}]]'],
  ])('is refused: %s', (_, text) => {
    const attachments = [new Uint8Array(4)]
    expect(problemOf(() => codec.decode({ text, attachments }))).toMatchObject({
      type: 'malformed',
    })
  })
})
