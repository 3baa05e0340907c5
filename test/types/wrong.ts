// What cannot be returned: each line is a compile error, or this file does not compile. The wording is held
// by messages.test.ts.

import { connect } from 'node:net'
import { Readable } from 'node:stream'

import { task } from 'verdigris'
import type { TaskPool } from 'verdigris'

class Repository {
  rows = [1]
  find(): number {
    return 1
  }
}
declare const plainMessage: { name: string; message: string; handler: () => void }
declare const optional: { id: number; onDone?: () => void }
declare const someOfThem: { kind: 'a' } | { kind: 'b'; close: () => void }

// @ts-expect-error a function
export const a = task('function', () => () => 1)
// @ts-expect-error a method of an object in it
export const b = task('method', () => ({ user: { save() {} }, n: 1 }))
// @ts-expect-error a method of a class
export const c = task('class', () => new Repository())
// @ts-expect-error an optional function
export const d = task('optional', () => optional)
// @ts-expect-error a function in one of the alternatives
export const e = task('union', () => someOfThem)
// @ts-expect-error not an error, for all that it has a name and a message
export const f = task('message', () => plainMessage)
// @ts-expect-error a symbol
export const g = task('symbol', async () => [Symbol('a')])
// @ts-expect-error a promise inside
export const h = task('promise', () => ({ later: Promise.resolve(1) }))
// @ts-expect-error weak references
export const i = task('weak', () => [new WeakMap(), new WeakSet(), new WeakRef({})])
// @ts-expect-error a socket
export const j = task('socket', () => connect(80))
// @ts-expect-error a stream
export const k = task('stream', () => ({ body: Readable.from([]) }))
// @ts-expect-error an event target
export const l = task('target', () => AbortSignal.timeout(1))
// @ts-expect-error shared memory
export const m = task('shared', () => new SharedArrayBuffer(1))
// @ts-expect-error a value of a map
export const n = task('map', () => new Map([['a', () => 1]]))
// @ts-expect-error what a generator yields
export const o = task('generator', async function* () {
  yield { close: () => {} }
})
// @ts-expect-error what a generator returns
export const p = task('generator-return', function* () {
  yield 1
  return () => {}
})
// @ts-expect-error with options
export const q = task('with-options', { timeout: 1000 }, () => () => 1)
// @ts-expect-error a label is a string
export const r = task(1, () => 1)
// @ts-expect-error a closure takes nothing: what it needs, it captures
export const s = task('parameter', (n: number) => n)
declare const shared: TaskPool
// @ts-expect-error a limit of the call
export const t = task.prewarm('timeout', { timeout: 1000 })
// @ts-expect-error of one call
export const prewarmed = task.prewarm('transfer', { transfer: [new ArrayBuffer(1)] })
// @ts-expect-error a view is not its buffer
export const view = task('view', { transfer: [new Uint8Array(1)] }, () => 1)
// @ts-expect-error the processes of a pool are there
export const u = task.prewarm('pool', { pool: shared })
// @ts-expect-error no closure
export const v = task.prewarm('closure', () => 1)
