import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function run() {
  type Size = number
  interface Shape {
    size: Size
  }
  enum Level {
    Low = 1,
    High = 2,
  }
  return task(__verdigris_site('overloads', 'input.ts:18:10', __verdigris_bundle), () => ({ Level }))
}
