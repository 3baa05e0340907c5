function log<T extends abstract new (...all: never[]) => object>(target: T, _context: ClassDecoratorContext) {
  return target
}
const bound = (method: (this: Point) => number, _context: ClassMethodDecoratorContext) =>
  function (this: Point) {
    return method.call(this) + 1
  }
@log
class Point {
  constructor(
    readonly x: number,
    private y = x * 2,
    public label?: string,
  ) {}
  @bound
  sum() {
    return this.x + this.y
  }
  accessor size = 3
}
export default () => () => [new Point(1).sum(), new Point(2, 3, 'a').label, new Point(1).size]
