import { task } from 'verdigris'

export function run(step = 2) {
  const add = (method: (this: Local) => number, _context: ClassMethodDecoratorContext) =>
    function (this: Local) {
      return method.call(this) + step
    }
  function keep<T extends abstract new (...all: never[]) => object>(target: T, _context: ClassDecoratorContext) {
    return target
  }
  @keep
  class Local {
    constructor(private readonly n = 1) {}
    @add
    sum() {
      return this.n
    }
  }
  return task('decorated', () => new Local(5).sum())
}
