import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

namespace Shapes {
  const unit = 'cm'
  export const show = (n: number) => `${n}${unit}`
  export function twice(n: number) {
    return show(n * 2)
  }
  export const work = () => task(__verdigris_site('namespace', 'input.ts:9:29', __verdigris_bundle), () => ({ unit }))
}

export const run = () => Shapes.work()
