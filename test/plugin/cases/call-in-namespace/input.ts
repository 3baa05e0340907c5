import { task } from 'verdigris'

namespace Jobs {
  export const size = 2
}
namespace Jobs {
  const own = 3
  export const start = () => task('namespace', () => own * size)
}

export const run = () => Jobs.start()
