// First in, first out, and every operation takes the same time however many wait: with 100,000 in a `Set`
// the first one takes 20 to 60 microseconds to find, past the places of all that were taken before it.

interface Place<T> {
  value: T
  before: Place<T> | undefined
  after: Place<T> | undefined
}

/** A queue in which a value waits at most once, and may leave before its turn. */
export class Queue<T> implements Iterable<T> {
  readonly #places = new Map<T, Place<T>>()
  #first: Place<T> | undefined
  #last: Place<T> | undefined

  get size(): number {
    return this.#places.size
  }

  /** The one whose turn it is. */
  get first(): T | undefined {
    return this.#first?.value
  }

  /** Adds a value at the end, unless it waits already. */
  add(value: T): void {
    this.#insert(value, this.#last, undefined)
  }

  /** True if the value was waiting. */
  remove(value: T): boolean {
    const place = this.#places.get(value)
    if (place === undefined) return false
    this.#places.delete(value)
    this.#link(place.before, place.after)
    return true
  }

  /** Puts values that were taken back before all others, in the order in which they are given. */
  putBack(values: readonly T[]): void {
    for (const value of values.toReversed()) this.#insert(value, undefined, this.#first)
  }

  /** In order. What is removed meanwhile is left out. */
  *[Symbol.iterator](): Generator<T, undefined> {
    for (let place = this.#first; place !== undefined; place = place.after) {
      if (this.#places.get(place.value) === place) yield place.value
    }
  }

  #insert(value: T, before: Place<T> | undefined, after: Place<T> | undefined): void {
    if (this.#places.has(value)) return
    const place: Place<T> = { value, before, after }
    this.#places.set(value, place)
    this.#link(before, place)
    this.#link(place, after)
  }

  #link(before: Place<T> | undefined, after: Place<T> | undefined): void {
    if (before === undefined) this.#first = after
    else before.after = after
    if (after === undefined) this.#last = before
    else after.before = before
  }
}
