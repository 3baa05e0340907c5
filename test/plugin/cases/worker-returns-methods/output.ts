import { worker, pool } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

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
  const stack = await worker(__verdigris_site('stack', 'input.ts:21:23', __verdigris_bundle), () => ({ items }))
  const words = await pool(__verdigris_site('words', 'input.ts:22:23', __verdigris_bundle), () => ({}))
  const found: unknown[] = [await stack.call.push(2), await words.call.add('a'), await words.call.add('b'), items]
  for (const item of stack.call.all()) found.push(item)
  for (const word of words.call.each()) found.push(word)
  for await (const word of words.call.later()) found.push(word)
  return found
}
