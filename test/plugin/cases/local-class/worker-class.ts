export default ({ start }) => {
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
  return () => {
    const square = Square.of(2)
    return [square.size, square.same() instanceof Shape, [...square], Named.of(1).size, Shape.kind, new Named(1).name()]
  }
}
