import { worker, pool } from 'verdigris'

class Stack {
  #items: number[]
  constructor(items: number[]) {
    this.#items = [...items]
  }
  push(item: number) {
    return this.#items.push(item)
  }
  *all() {
    yield* this.#items
  }
  [Symbol.dispose]() {
    this.#items = []
  }
}

export async function run() {
  const items = [1]
  const stack = await worker('stack', () => new Stack(items))
  const words = await pool('words', async function setup() {
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
  })
  const found: unknown[] = [await stack.call.push(2), await words.call.add('a'), await words.call.add('b'), items]
  for (const item of stack.call.all()) found.push(item)
  for (const word of words.call.each()) found.push(word)
  for await (const word of words.call.later()) found.push(word)
  return found
}
