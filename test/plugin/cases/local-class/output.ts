import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function run() {
  const start = 5
  class Shape {
    #size = start
    static kind = 'shape'
    static of(size: number) {
      return new this(size)
    }
    constructor(readonly scale: number) {}
    get size() {
      return this.#size * this.scale
    }
  }
  class Square extends Shape {
    [Symbol.iterator] = function* () {
      yield 1
    }
    override get size() {
      return super.size ** 2
    }
    same() {
      return new Square(this.scale)
    }
  }
  const Named = class Inner extends Square {
    name() {
      return Inner.name
    }
  }
  return task(__verdigris_site('class', 'input.ts:32:10', __verdigris_bundle), () => ({ start }))
}
