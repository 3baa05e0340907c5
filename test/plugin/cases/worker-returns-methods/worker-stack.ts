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
export default ({ items }) => () => new Stack(items)
