export default ({ outer }) => function* own(n = outer): Generator<number> {
    yield n
    if (n < 3) yield* own(n + 1)
  }
