import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

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

export const run = () => task(__verdigris_site('point', 'input.ts:25:26', __verdigris_bundle), () => ({}))
