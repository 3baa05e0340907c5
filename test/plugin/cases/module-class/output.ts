import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const SIDES = 4
abstract class Shape {
  abstract area(): number
  describe() {
    return `${this.area()} ${SIDES}`
  }
}
export class Square extends Shape {
  static count = 0
  #side: number
  constructor(side: number) {
    super()
    this.#side = side
    Square.count++
  }
  area() {
    return this.#side ** 2
  }
}

export const run = () => task(__verdigris_site('class', 'input.ts:23:26', __verdigris_bundle), () => ({}))
