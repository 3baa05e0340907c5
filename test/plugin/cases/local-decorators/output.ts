import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

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
  return task(__verdigris_site('decorated', 'input.ts:19:10', __verdigris_bundle), () => ({ step }))
}
