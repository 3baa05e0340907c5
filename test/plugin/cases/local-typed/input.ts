import { task } from 'verdigris'

export function run<T extends string>(word: T = 'word' as T) {
  type Pair<A> = readonly [A, T]
  const pair: <A>(value: A) => Pair<A> = (value) => [value, word] as const
  const isPair = (value: unknown): value is Pair<number> => Array.isArray(value)
  function assertPair(value: unknown): asserts value is Pair<number> {
    if (!isPair(value)) throw new Error('none')
  }
  const narrow = ((value) => pair(value)) satisfies (value: number) => Pair<number>
  return task('typed', () => {
    const value: unknown = narrow(1)
    assertPair(value)
    return value
  })
}
