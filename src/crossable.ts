// Types only: what a closure may return, and what the functions that a setup gives may take and return. What
// cannot cross is a compile error that names the member, so that it is found before a process is started.
//
//   task('load', () => ({ id: 1, close: () => {} }))
//                ^ 'result.close is a function: it cannot cross to the parent'
//   worker('codec', () => ({ decode: (bytes: Uint8Array, done: () => void) => {} }))
//                   ^ 'argument 2 of decode is a function: it cannot cross to the child'

/**
 * The project's own classes that cross as themselves, those of the plugin's option `types`:
 *
 *     declare module 'verdigris' {
 *       interface CrossingTypes { money: Money }
 *     }
 */
export interface CrossingTypes {}

/** What `task` returns for a closure `F`: a stream for a generator, else a promise of its value. */
export type TaskResult<F extends () => unknown> = CallResult<ReturnType<F>>

/** What the parent gets of a function that returns `R`: a stream of a generator, else a promise of its value. */
export type CallResult<R> =
  IsGenerator<R> extends true
    ? [R] extends [AnyGenerator<infer Y, infer Last>]
      ? TaskStream<Y, Awaited<Last>>
      : never
    : Promise<Awaited<R>>

/** Values of a generator closure, as they are made. `break` and `return()` stop its process. */
export interface TaskStream<Y, R = void> extends AsyncIterableIterator<Y, R, undefined> {
  next: () => Promise<IteratorResult<Y, R>>
  return: (value?: R | PromiseLike<R>) => Promise<IteratorResult<Y, R>>
  throw: (error?: unknown) => Promise<IteratorResult<Y, R>>
  [Symbol.asyncIterator]: () => TaskStream<Y, R>
  [Symbol.asyncDispose]: () => Promise<void>
}

/**
 * Nothing when the result of `F` can cross, else an object type whose one property is the reason. It is meant
 * to be intersected with the type of the closure, which then has a property missing.
 */
export type CheckResult<F extends () => unknown> = Verdict<Crossing<ReturnType<F>>>['verdict']

// The middle branch is never taken. In generic code the verdict on a `T` is open, and TypeScript then asks for
// what all branches accept together: `any` absorbs the others there, so that an open question is no error.
// `string &` keeps TypeScript from working out every path that there could be (6 s) to see that it is a key.
type Verdict<T> = [IsBad<T, DepthLimit>] extends [never]
  ? { verdict: unknown }
  : [IsBad<T, DepthLimit>] extends ['open']
    ? // oxlint-disable-next-line typescript/no-explicit-any -- see above
      { verdict: any }
    : { verdict: { [K in string & ResultProblem<T, ''>]: never } }

/** The sentence on a result, `Of` what: nothing, or ` of decode`. */
type ResultProblem<T, Of extends string> = Problem<T, 'result', Of, 'parent', FirstBad<T>>

/** What crosses: each value and the last one of a generator, the awaited value of everything else. */
type Crossing<R> =
  IsGenerator<R> extends true
    ? R extends AnyGenerator<infer Y, infer Last>
      ? Y | Awaited<Last>
      : never
    : Awaited<R>

type AnyGenerator<Y, R> = AsyncGenerator<Y, R, never> | Generator<Y, R, never>

/** `any` and `never` would match every question. */
type IsGenerator<R> =
  IsAny<R> extends true
    ? false
    : [R] extends [never]
      ? false
      : [R] extends [AnyGenerator<unknown, unknown>]
        ? true
        : false

// ---------------------------------------------------------------------------------------------------------
// The same for what a setup gives: the arguments and results of each of its functions.

/** The closure of `worker` and `pool`. */
// With `unknown` TypeScript would take `this` in the functions of an object literal for that.
// oxlint-disable-next-line typescript/no-explicit-any -- as said
export type Setup = () => any

/** What the setup `S` gives: a function, or an object with functions. */
export type ApiOf<S extends Setup> = Awaited<ReturnType<S>>

/**
 * Nothing when the parent can call all functions that `S` gives, else an object type whose properties are the
 * reasons. It is meant to be intersected with the type of the setup.
 */
export type CheckSetup<S extends Setup> = ApiVerdict<ApiOf<S>>['verdict']

// The branches are those of `Verdict`.
type ApiVerdict<A> = [IsBadApi<A>] extends [never]
  ? { verdict: unknown }
  : [IsBadApi<A>] extends ['open']
    ? // oxlint-disable-next-line typescript/no-explicit-any -- see `Verdict`
      { verdict: any }
    : { verdict: { [K in string & ApiProblem<A>]: never } }

/** `never` if the parent can call all functions of `A`, else `true`. */
type IsBadApi<A> =
  IsAny<A> extends true
    ? never
    : unknown extends A
      ? true
      : A extends NotApi
        ? true
        : A extends AnyFunction
          ? IsBadCall<A>
          : [MethodNames<A>] extends [never]
            ? true
            : { [K in MethodNames<A>]: IsBadCall<A[K]> }[MethodNames<A>]

type ApiProblem<A> = unknown extends A
  ? NotApiProblem
  : A extends NotApi
    ? NotApiProblem
    : A extends AnyFunction
      ? CallProblem<A, ''>
      : [MethodNames<A>] extends [never]
        ? NotApiProblem
        : { [K in MethodNames<A>]: CallProblem<A[K], ` of ${NameOf<K>}`> }[MethodNames<A>]

type NotApiProblem = 'a setup gives a function or an object of functions'

/** Has functions, but not of the kind that a setup gives: those of a string, of a list, of a class, of a generator. */
type NotApi =
  | (string | number | boolean | bigint | symbol | null | undefined | void)
  | readonly unknown[]
  | (abstract new (...args: never) => unknown)
  | AnyGenerator<unknown, unknown>

type AnyFunction = (...args: never) => unknown

/** Names of the functions in what a setup gives, those included that may be missing. */
export type MethodNames<A> = keyof {
  [
    K in keyof A as K extends string ? (NonNullable<A[K]> extends AnyFunction ? K : never) : never
  ]: never
} &
  keyof A

type NameOf<K> = K extends string ? (string extends K ? '[key]' : K) : never

type IsBadCall<F> =
  IsAny<F> extends true
    ? never
    : F extends (...args: infer P) => infer R
      ? IsBad<Crossing<R>, DepthLimit> | IsBadArgument<P>
      : never

// One by one: in a union of all arguments one that is `unknown` would hide the others.
type IsBadArgument<P> =
  IsAny<P> extends true
    ? never
    : P extends readonly unknown[]
      ? { [I in keyof P]: IsBad<P[I], DepthLimit> }[number]
      : never

type CallProblem<F, Of extends string> = F extends (...args: infer P) => infer R
  ? ResultProblem<Crossing<R>, Of> | ArgumentProblem<P, Of>
  : never

type ArgumentProblem<P, Of extends string> = P extends readonly unknown[]
  ? {
      [I in keyof P]: WithWayOut<Problem<P[I], ArgumentPath<I>, Of, 'child', FirstBad<P[I]>>>
    }[number]
  : never

/** A list of arguments without end has no positions. */
type ArgumentPath<I> = I extends keyof Position ? `argument ${Position[I]}` : 'an argument'
interface Position {
  '0': 1
  '1': 2
  '2': 3
  '3': 4
  '4': 5
  '5': 6
  '6': 7
  '7': 8
}

/** The commonest is a callback. */
type WithWayOut<Sentence> = Sentence extends `${string} is a function: ${string}`
  ? `${Sentence} (return or yield the values instead)`
  : Sentence

// ---------------------------------------------------------------------------------------------------------
// Two walks over the type. `IsBad` has no path and so is computed once for each type and depth; `Problem`
// builds the path and follows only what is bad. Without the first, large types take for ever.

/** How deep the walk goes. Recursive types end here, and what lies deeper is found when the task runs. */
type DepthLimit = 6
type Less = [0, 0, 1, 2, 3, 4, 5]
type More = [1, 2, 3, 4, 5, 6, 6]
type Depth = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** The least depth at which something is wrong: what is named is what is nearest. */
type FirstBad<T, D extends Depth = 1> = [IsBad<T, D>] extends [never]
  ? D extends DepthLimit
    ? never
    : FirstBad<T, More[D]>
  : D

/** `never` if values of `T` can cross as far as can be seen, else `true`. */
type IsBad<T, D extends Depth> =
  IsOpaque<T> extends true
    ? never
    : D extends 0
      ? never
      : T extends Crosses
        ? never
        : IsError<T> extends true
          ? never
          : T extends ReadonlyMap<infer K, infer V>
            ? IsBad<K, Less[D]> | IsBad<V, Less[D]>
            : T extends ReadonlySet<infer V>
              ? IsBad<V, Less[D]>
              : [Reason<T>] extends [never]
                ? T extends readonly unknown[]
                  ? IsBad<T[number], Less[D]>
                  : { [K in Keys<T>]: IsBad<T[K], Less[D]> }[Keys<T>]
                : true

/** Every reason why values of `T` cannot cross to `To`, as a sentence that begins with the path. */
type Problem<
  T,
  Path extends string,
  Of extends string,
  To extends 'parent' | 'child',
  D extends Depth,
> = [IsBad<T, D>] extends [never]
  ? never
  : T extends Crosses
    ? never
    : IsError<T> extends true
      ? never
      : T extends ReadonlyMap<infer K, infer V>
        ?
            | Problem<K, `a key of ${Path}`, Of, To, Less[D]>
            | Problem<V, `a value of ${Path}`, Of, To, Less[D]>
        : T extends ReadonlySet<infer V>
          ? Problem<V, `a value of ${Path}`, Of, To, Less[D]>
          : [Reason<T>] extends [never]
            ? T extends readonly unknown[]
              ? Problem<T[number], `${Path}[]`, Of, To, Less[D]>
              : { [K in Keys<T>]: Problem<T[K], `${Path}${Step<K>}`, Of, To, Less[D]> }[Keys<T>]
            : `${Path}${Of} is ${Reason<T>}: it cannot cross to the ${To}`

/** Keys that hold data. Symbol keys are brands of the type system more often than members. */
type Keys<T> = keyof T & (string | number)

/** One step of a path. An index signature has no name to give. */
type Step<K extends string | number> = string extends K
  ? '[key]'
  : number extends K
    ? '[key]'
    : `.${K}`

/** What is wrong with `T` itself, whatever its members are. Structural, so the order matters. */
type Reason<T> = T extends symbol
  ? 'a symbol'
  : T extends Callable
    ? 'a function'
    : T extends PromiseLike<unknown>
      ? 'a promise (await it first)'
      : T extends Tagged
        ? TaggedReason<T>
        : LiveReason<T>

/** Of the built-in classes. Only those have a tag; a cache of one's own with `get` and `set` does not. */
type TaggedReason<T> = T extends { deref: Callable }
  ? 'a WeakRef'
  : T extends { forEach: Callable }
    ? never
    : T extends { get: Callable; set: Callable; has: Callable; delete: Callable }
      ? 'a WeakMap'
      : T extends { add: Callable; has: Callable; delete: Callable }
        ? 'a WeakSet'
        : T extends SharedArrayBuffer
          ? 'a SharedArrayBuffer'
          : LiveReason<T>

/** Of objects that stand for something in this process. */
type LiveReason<T> = T extends { on: Callable } & ({ pipe: Callable } | { write: Callable })
  ? 'a stream'
  : T extends { getReader: Callable } | { getWriter: Callable }
    ? 'a stream'
    : T extends { on: Callable; emit: Callable }
      ? 'an event emitter'
      : T extends { addEventListener: Callable; dispatchEvent: Callable }
        ? 'an event target'
        : T extends { next: Callable } & (Iterable<unknown> | AsyncIterable<unknown>)
          ? 'an iterator (return an array, or make the closure a generator)'
          : never

interface Tagged {
  readonly [Symbol.toStringTag]: string
}

type Callable = ((...args: never) => unknown) | (abstract new (...args: never) => unknown)

/** Arrives as itself. Classes are compared by their members; these have members that nothing else has. */
type Crosses =
  | (string | number | boolean | bigint | null | undefined | void)
  | (Date | RegExp | URL | URLSearchParams | ArrayBuffer | ArrayBufferView)
  // oxlint-disable-next-line typescript/no-redundant-type-constituents -- empty until a project adds to it
  | CrossingTypes[keyof CrossingTypes]

/** Errors cross with what they own. Only they have a stack: a mere `{ name, message }` is looked into. */
type IsError<T> = T extends Error ? ('stack' extends keyof T ? true : false) : false

/** Nothing is known about it, so nothing is wrong with it. */
type IsOpaque<T> = IsAny<T> extends true ? true : unknown extends T ? true : false

type IsAny<T> = 0 extends 1 & T ? true : false
