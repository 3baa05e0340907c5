const SIDES = 4
abstract class Shape {
  abstract area(): number
  describe() {
    return `${this.area()} ${SIDES}`
  }
}
class Square extends Shape {
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
export default () => () => [new Square(3).describe(), Square.count]
