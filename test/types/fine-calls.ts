// What a setup may give, and what can be called of it. Compiled, never run.

import type { TaskStream } from 'verdigris'

import type { Calls, Settled } from '../../src/calls.ts'
import type { TaskPool } from '../../src/handles.ts'
import { pool, worker } from 'verdigris'
import { expectType } from './expect-type.ts'

interface Pixels {
  width: number
  data: Uint8ClampedArray
}
interface Row {
  [column: string]: string | number | null
}

class Codec implements Disposable {
  readonly version = '1'
  #native = 0
  protected depth = 1
  decode(bytes: Uint8Array, quality?: number): Pixels {
    return {
      width: bytes.length + (quality ?? this.depth),
      data: new Uint8ClampedArray(this.#native),
    }
  }
  async encode(...images: readonly Pixels[]): Promise<Uint8Array> {
    return new Uint8Array(images.length + this.reset())
  }
  *frames(bytes: Uint8Array): Generator<Pixels, number> {
    yield this.decode(bytes)
    return 1
  }
  [Symbol.dispose](): void {}
  private reset(): number {
    return 0
  }
}
class FastCodec extends Codec {
  warm(): void {}
}

type CodecCalls = {
  readonly decode: (bytes: Uint8Array, quality?: number) => Promise<Pixels>
  readonly encode: (...images: readonly Pixels[]) => Promise<Uint8Array>
  readonly frames: (bytes: Uint8Array) => TaskStream<Pixels, number>
}

const codec = await worker('codec', () => new Codec())
expectType<Calls<Codec>>()(codec.call)
// Each way round: the order of members that are the same is not a difference.
export const calls: CodecCalls = codec.call
expectType<(bytes: Uint8Array, quality?: number) => Promise<Pixels>>()(codec.call.decode)
expectType<(...images: readonly Pixels[]) => Promise<Uint8Array>>()(codec.call.encode)
expectType<keyof CodecCalls>()(codec.call as unknown as keyof typeof codec.call)
expectType<Promise<Pixels>>()(codec.with({ timeout: 500 }).call.decode(new Uint8Array(1)))
const large = new Uint8Array(1)
expectType<Promise<Pixels>>()(codec.with({ transfer: [large.buffer] }).call.decode(large))

const inherited = await worker('inherited', { timeout: 1000 }, async () => new FastCodec())
expectType<Promise<void>>()(inherited.call.warm())
expectType<Promise<Uint8Array>>()(inherited.call.encode())

// A database, wrapped as one would.
declare class Database {
  constructor(file: string)
  prepare(sql: string): { all: (...values: unknown[]) => unknown[] }
  transaction<F extends (...args: never) => unknown>(run: F): F
  close(): void
}
const database = await worker('database', { restart: { intensity: 3, backoff: 100 } }, () => {
  const db = new Database('app.db')
  return {
    query: (sql: string, values: readonly unknown[] = []) =>
      db.prepare(sql).all(...values) as Row[],
    *rows(sql: string) {
      yield* this.query(sql)
    },
    [Symbol.dispose]: () => db.close(),
  }
})
expectType<(sql: string, values?: readonly unknown[]) => Promise<Row[]>>()(database.call.query)
expectType<(sql: string) => TaskStream<Row>>()(database.call.rows)
expectType<'query' | 'rows'>()('' as keyof typeof database.call)

// `this` in an object literal is that object.
const counter = await worker('counter', () => ({
  count: 0,
  cache: new Map<string, () => void>(),
  within: {
    step: 2,
    twice: (n: number) => n * 2,
    next() {
      return this.step
    },
  },
  add(step: number) {
    return (this.count += step)
  },
  async *upTo(end: number) {
    while (this.count < end) yield this.count++
  },
}))
expectType<(step: number) => Promise<number>>()(counter.call.add)
expectType<(end: number) => TaskStream<number>>()(counter.call.upTo)
expectType<'add' | 'upTo'>()('' as keyof typeof counter.call)

// In an async closure TypeScript takes `this` in the literal for a promise of the object too; in a variable it
// does not.
const later = await worker('async', async () => {
  await Promise.resolve()
  const api = {
    count: 0,
    add(step: number) {
      return (this.count += step)
    },
  }
  return api
})
expectType<(step: number) => Promise<number>>()(later.call.add)

const shrink = await worker(
  'function',
  async () => (image: Uint8Array, by?: number) => image.at(by ?? 0),
)
expectType<(image: Uint8Array, by?: number) => Promise<number | undefined>>()(shrink.call)
const stream = await worker(
  'generator',
  () =>
    function* (n: number) {
      yield n
    },
)
expectType<(n: number) => TaskStream<number>>()(stream.call)

// oxlint-disable-next-line typescript/no-explicit-any -- that is the case
declare const anything: any
declare const optional: { find?: (id: number) => string; readonly all: () => readonly Row[] }
declare const overloaded: { of: { (n: number): number; (s: string): string } }
declare const record: Record<string, (n: number) => Promise<Date>>

// oxlint-disable-next-line typescript/no-explicit-any -- that is the case
expectType<any>()((await worker('any', () => anything)).call)
expectType<{
  readonly find?: (id: number) => Promise<string>
  readonly all: () => Promise<readonly Row[]>
}>()((await worker('optional', () => optional)).call)
expectType<{ readonly of: (s: string) => Promise<string> }>()(
  (await worker('overloaded', () => overloaded)).call,
)
expectType<{ readonly [key: string]: (n: number) => Promise<Date> }>()(
  (await worker('record', () => record)).call,
)
expectType<(value: unknown) => Promise<unknown>>()(
  (
    await worker(
      'type-parameter',
      () =>
        <T>(value: T): T =>
          value,
    )
  ).call,
)
// What is only known in the child: TypeScript cannot say no.
export const opaque = await worker('opaque', () => ({ run: (value: unknown) => anything?.(value) }))
export const never = worker('never', (): never => {
  throw new Error('always')
})

// In generic code nothing is known yet, so nothing is wrong yet.
export async function ofParameter<T>(value: T): Promise<T[]> {
  const handle = await worker('generic', () => ({ all: (): T[] => [value] }))
  return handle.call.all()
}

// ---------------------------------------------------------------------------------------------------------
// A pool.

const thumbs = await pool(
  'thumbs',
  { size: { min: 1, max: 4 } },
  () => (image: Uint8Array, by?: number) => ({
    image,
    by,
  }),
)
interface Thumb {
  image: Uint8Array
  by: number | undefined
}
expectType<TaskStream<Thumb>>()(thumbs.map([new Uint8Array(1)]))
expectType<TaskStream<Thumb>>()(
  thumbs.map(images(), { concurrency: 8, ordered: false, timeout: 100 }),
)
expectType<TaskStream<Settled<Thumb>>>()(thumbs.map(new Set<Uint8Array>(), { settle: true }))
declare const perhaps: boolean
expectType<TaskStream<Thumb | Settled<Thumb>>>()(thumbs.map([], { settle: perhaps }))
declare function images(): AsyncGenerator<Uint8Array<ArrayBuffer>>

const codecs = await pool('codecs', () => new Codec())
expectType<TaskStream<Pixels>>()(codecs.map([new Uint8Array(1)], { method: 'decode' }))
expectType<TaskStream<Uint8Array>>()(codecs.map([] as Pixels[], { method: 'encode' }))
expectType<Promise<Pixels>>()(codecs.call.decode(new Uint8Array(1)))
for await (const result of codecs.map([new Uint8Array(1)], { method: 'decode', settle: true })) {
  if (result.status === 'fulfilled') expectType<Pixels>()(result.value)
  else expectType<unknown>()(result.reason)
}
export const settled: PromiseSettledResult<Pixels>[] = [] as Settled<Pixels>[]

expectType<TaskPool>()(await pool())
expectType<TaskPool>()(
  await pool({ size: 2, spares: 1, schedule: 'round-robin', recycleAfter: { calls: 10 } }),
)

// ---------------------------------------------------------------------------------------------------------
// The handle.

codec
  .on('crash', (error) => expectType<Error>()(error))
  .once('exit', ({ pid, exit, reason }) => [pid, exit.signal, reason])
  .off('stderr', (line, { pid }) => [line.length, pid])
  .on('restart', ({ restarts }) => expectType<number>()(restarts))
expectType<number | undefined>()(codec.pid)
expectType<number>()(codec.stats().runMs.p99)
expectType<Promise<void>>()(codec.close({ timeout: 1000 }))
export async function scoped(): Promise<void> {
  await using handle = await worker('scoped', () => new Codec())
  await handle.restart()
}
