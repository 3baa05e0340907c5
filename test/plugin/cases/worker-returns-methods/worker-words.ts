export default () => async function setup() {
    const seen = new Set<string>()
    return {
      add(word: string) {
        return this.count(seen.add(word))
      },
      count: ({ size } = seen) => size,
      *each() {
        for (const word of seen) yield word
      },
      async *later() {
        yield* seen
      },
      [Symbol.asyncDispose]: async () => seen.clear(),
    }
  }
