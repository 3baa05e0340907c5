import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const unit = 'mm'
namespace Sizes {
  export const small = 1
  export const label = () => `${small}${unit}`
}
namespace Sizes {
  export const large = small * 10
}
namespace Outer.Inner {
  export const deep = 'deep'
}

export const run = () => task(__verdigris_site('namespace', 'input.ts:15:26', __verdigris_bundle), () => ({}))
