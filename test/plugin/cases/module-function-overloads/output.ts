import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

abstract class Base {
  abstract size(): number
  size2(): number
  size2(factor?: number): number {
    return this.size() * (factor ?? 2)
  }
}
class Impl extends Base {
  size() {
    return 4
  }
}

export const run = () => task(__verdigris_site('overloads', 'input.ts:21:26', __verdigris_bundle), () => ({}))
