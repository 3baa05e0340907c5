// What may be returned, and what it is inferred as. Compiled, never run.

import { task } from 'verdigris'
import type { PrewarmOptions, TaskStream } from 'verdigris'

import { expectType } from './expect-type.ts'

interface User {
  id: string
  tags?: string[]
  parent?: User | undefined
  role: 'admin' | 'guest'
}
type Json = null | string | number | boolean | Json[] | { [key: string]: Json }
type UserId = string & { readonly __brand: 'UserId' }
type Result<T, E> = { ok: true; value: T } | { ok: false; error: E }
declare const brand: unique symbol
interface Branded {
  readonly [brand]: () => void
  id: number
}
class Point {
  x = 1
  y = 2
}

declare const user: User
declare const json: Json
declare const userId: UserId
declare const result: Result<User, Error>
declare const branded: Branded
declare const something: unknown
// oxlint-disable-next-line typescript/no-explicit-any -- that is the case
declare const anything: any

export const values = [
  expectType<Promise<number>>()(task('number', () => 1)),
  expectType<Promise<void>>()(task('void', async () => {})),
  expectType<Promise<User>>()(task('interface', async () => user)),
  expectType<Promise<Json>>()(task('recursive', () => json)),
  expectType<Promise<UserId>>()(task('branded', () => userId)),
  expectType<Promise<Branded>>()(task('branded-object', () => branded)),
  expectType<Promise<Result<User, Error>>>()(task('union', () => result)),
  expectType<Promise<Point>>()(task('class-without-methods', () => new Point())),
  expectType<Promise<unknown>>()(task('unknown', () => something)),
  // oxlint-disable-next-line typescript/no-explicit-any -- that is the case
  expectType<Promise<any>>()(task('any', () => anything)),
  expectType<Promise<never>>()(
    task('never', (): never => {
      throw new Error('always')
    }),
  ),
  expectType<Promise<[string, number]>>()(task('tuple', (): [string, number] => ['a', 1])),
  expectType<Promise<bigint | undefined>>()(
    task('options', { timeout: 1000, spares: 0 }, (): bigint | undefined => 1n),
  ),
]

expectType<(label: string, options?: PrewarmOptions) => Promise<void>>()(task.prewarm)
export const prewarmed = [
  expectType<Promise<void>>()(task.prewarm('number')),
  expectType<Promise<void>>()(
    task.prewarm('options', { env: { A: undefined }, cwd: '/', spares: 1 }),
  ),
]

export const builtIns = task('built-ins', () => ({
  bytes: [new Uint8Array(1), new Float64Array(1), new DataView(new ArrayBuffer(1))],
  buffers: [new ArrayBuffer(1), Buffer.from('a')] as const,
  date: new Date(),
  error: new TypeError('a', { cause: new AggregateError([]) }),
  map: new Map([[user, new Set([1n])]]),
  readonlyMap: new Map() as ReadonlyMap<string, readonly number[]>,
  record: {} as Record<string, User>,
  regex: /a/,
  url: new URL('https://example.org'),
  query: new URLSearchParams(),
}))

// In generic code nothing is known yet, so nothing is wrong yet.
export function ofParameter<T>(value: T) {
  return task('generic', () => value)
}
export function ofConstrained<T extends User>(value: T) {
  return task('constrained', async () => ({ value, all: [value] }))
}

export const stream = task('stream', async function* () {
  yield 1
  yield 'a' as const
})
expectType<TaskStream<1 | 'a'>>()(stream)

export const counted = task('counted', function* (): Generator<Date, { count: number }> {
  yield new Date()
  return { count: 1 }
})
expectType<TaskStream<Date, { count: number }>>()(counted)

export async function read(): Promise<void> {
  for await (const value of stream) {
    const known: 1 | 'a' = value
    void known
  }
}

// A class of the project that the plugin option `types` lets cross.
class Money {
  cents = 0
  format(): string {
    return `${this.cents / 100}`
  }
}
declare module 'verdigris' {
  interface CrossingTypes {
    money: Money
  }
}
expectType<Promise<Money[]>>()(task('registered', () => [new Money()]))
