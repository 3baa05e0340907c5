import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

enum Level {
  Low = 1,
  High = Low << 2,
}
enum Level {
  Extreme = 9,
}
const enum Flag {
  On = 'on',
}
namespace Level {
  export const names = () => Object.keys(Level).filter((key) => key.length > 2)
}
function shape() {
  return shape.kind
}
namespace shape {
  export const kind = `${Flag.On}`
}

export const run = () => task(__verdigris_site('merged', 'input.ts:23:26', __verdigris_bundle), () => ({}))
