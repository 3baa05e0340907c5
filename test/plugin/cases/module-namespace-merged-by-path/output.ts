import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

namespace Sizes {
  export const small = 1
}
export namespace Sizes.Deep {
  export const large = 10
}

export const run = () => task(__verdigris_site('path', 'input.ts:10:26', __verdigris_bundle), () => ({}))
