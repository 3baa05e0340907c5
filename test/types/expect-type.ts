// Compares types to the letter: assignable is not enough.

type Equals<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only if `Actual` is exactly `Expected`. */
export function expectType<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._proof: Equals<Actual, Expected> extends true ? [] : [never]
  ) => {}
}
