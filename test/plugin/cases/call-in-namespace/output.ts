import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

namespace Jobs {
  export const size = 2
}
namespace Jobs {
  const own = 3
  export const start = () => task(__verdigris_site('namespace', 'input.ts:8:30', __verdigris_bundle), () => ({ own, size }))
}

export const run = () => Jobs.start()
