// Types only: what the parent can call of what a setup gave.
//
//   class Codec { decode(bytes: Uint8Array): Pixels; *frames(): Generator<Pixels>; [Symbol.dispose](): void }
//   Calls<Codec> = { decode: (bytes: Uint8Array) => Promise<Pixels>; frames: () => TaskStream<Pixels> }
import type { CallResult, MethodNames } from './crossable.ts'

/**
 * What is under `call` of a handle: a function if the setup gave a function, else an object with one for each
 * method. Each runs in the child, and gives a promise of its value, or a stream if it is a generator.
 */
export type Calls<A> =
  IsAny<A> extends true
    ? A
    : A extends AnyFunction
      ? Call<A>
      : { readonly [K in keyof A as K extends MethodNames<A> ? K : never]: Call<A[K]> }

/** Of overloads it has the last, and type parameters become what they extend. */
type Call<F> =
  IsAny<F> extends true
    ? F
    : F extends (...args: infer P) => infer R
      ? (...args: P) => CallResult<R>
      : F

/** Names of the methods that `map` can call: with one argument, for one value. */
export type MapMethod<A> = {
  [K in MethodNames<A>]-?: CanMap<NonNullable<A[K]>> extends true ? K : never
}[MethodNames<A>]

/** What `map` takes: the first argument of the function for each call. */
export type MapItem<F> =
  IsAny<F> extends true ? F : F extends (item: infer Item) => unknown ? Item : never

/** What `map` gives: the value of each call, or how it ended. */
export type MapResult<F, Settle extends boolean = false> =
  IsAny<F> extends true
    ? F
    : F extends (...args: never) => infer R
      ? Settle extends true
        ? Settled<Awaited<R>>
        : Awaited<R>
      : never

/** How a call ended, as `Promise.allSettled` puts it. */
export type Settled<T> = { status: 'fulfilled'; value: T } | { status: 'rejected'; reason: unknown }

/** Nothing when `map` can call `F`, else an object type whose one property is the reason. */
export type CheckMap<F> =
  CanMap<F> extends true
    ? unknown
    : {
        'map gives one argument and takes one value: this function needs more, or is a generator': never
      }

type CanMap<F> =
  IsAny<F> extends true
    ? true
    : F extends (item: never) => infer R
      ? CallResult<R> extends PromiseLike<unknown>
        ? true
        : false
      : false

type AnyFunction = (...args: never) => unknown

type IsAny<T> = 0 extends 1 & T ? true : false
