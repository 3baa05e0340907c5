// What a setup cannot give, and how its functions cannot be called: each line is a compile error, or this file
// does not compile. The wording is held by messages.test.ts.

import { EventEmitter } from 'node:events'

import type { TaskPool } from '../../src/handles.ts'
import { pool, worker } from 'verdigris'

class Codec {
  #secret = 1
  version = '1'
  decode(bytes: Uint8Array, quality?: number): number {
    return bytes.length + (quality ?? this.hidden())
  }
  pair(a: number, b: number): number {
    return a + b
  }
  *frames(n: number): Generator<number> {
    yield n
  }
  [Symbol.dispose](): void {}
  private hidden(): number {
    return this.#secret
  }
}

const large = new Uint8Array(1)

// @ts-expect-error nothing
export const a = worker('nothing', () => {})
// @ts-expect-error a number
export const b = worker('number', () => 1)
// @ts-expect-error no function
export const c = worker('empty', async () => ({ version: '1' }))
// @ts-expect-error a promise of no function
export const d = worker('promise', () => Promise.resolve({}))
// @ts-expect-error only its disposal
export const e = worker('disposal', () => ({ [Symbol.dispose]: () => {} }))
// @ts-expect-error not always
export const f = worker('sometimes', () => (Math.random() > 1 ? new Codec() : undefined))
// @ts-expect-error a class rather than an instance
export const g = worker('class', () => Codec)
// @ts-expect-error a list
export const h = worker('list', () => [() => 1])
// @ts-expect-error a generator
export const i = worker('generator', function* () {
  yield 1
})
// @ts-expect-error nothing is known of it
export const j = worker('unknown', (): unknown => new Codec())
// @ts-expect-error a callback
export const k = worker('callback', () => (n: number, done: (n: number) => void) => done(n))
// @ts-expect-error a callback that need not be given
export const l = worker('optional', () => ({ run: (o: { onProgress?: () => void }) => o }))
// @ts-expect-error callbacks without end
export const m = pool('rest', () => ({ run: (...all: (() => void)[]) => all.length }))
// @ts-expect-error listeners
export const n = worker('emitter', () => new EventEmitter())
// @ts-expect-error one of two methods gives a function
export const o = worker('result', { timeout: 1 }, () => ({ a: () => 1, b: () => () => 1 }))
// @ts-expect-error the list is of one call
export const transferred = worker('transferred', { transfer: [large.buffer] }, () => new Codec())
// @ts-expect-error what a generator yields
export const p = pool('yielded', () => ({
  *all() {
    yield { close() {} }
  },
}))
// @ts-expect-error a setup takes nothing: what it needs, it captures
export const q = worker('parameter', (count: number) => () => count)
// @ts-expect-error the type of a parameter cannot be known
export const r = worker('untyped', () => ({ run: (value) => value }))
// @ts-expect-error an option that there is not
export const s = worker('option', { size: 2 }, () => new Codec())

const codec = await worker('codec', () => new Codec())
// @ts-expect-error of another type
void codec.call.decode('bytes')
// @ts-expect-error one too many
void codec.call.decode(new Uint8Array(1), 1, 1)
// @ts-expect-error not a function
void codec.call.version
// @ts-expect-error private
void codec.call.hidden
// @ts-expect-error disposal is for `close`
void codec.call[Symbol.dispose]
// @ts-expect-error an object of functions is not one
void codec.call()
// @ts-expect-error an option of processes, not of a call
void codec.with({ memory: 2 ** 30 })
// @ts-expect-error processes that wait are the worker's
void codec.with({ spares: 1 })
// @ts-expect-error no such event
codec.on('crashed', () => {})

const codecs = await pool('codecs', () => new Codec())
// @ts-expect-error items of another type
codecs.map(['a'], { method: 'decode' })
// @ts-expect-error which method?
codecs.map([new Uint8Array(1)])
// @ts-expect-error it needs two arguments
codecs.map([1], { method: 'pair' })
// @ts-expect-error a generator
codecs.map([1], { method: 'frames' })
// @ts-expect-error no method
codecs.map([1], { method: 'version' })
const add = await pool('add', () => (one: number, other: number) => one + other)
// @ts-expect-error it needs two arguments
add.map([1])
const negate = await pool('negate', () => (n: number) => -n)
// @ts-expect-error it has no methods
negate.map([1], { method: 'negate' })
// @ts-expect-error its processes run its setup and nothing else
export const t: TaskPool = codecs
// @ts-expect-error there is nothing to map with
void (await pool()).map
// @ts-expect-error a process that stays has no one process
void codecs.pid
