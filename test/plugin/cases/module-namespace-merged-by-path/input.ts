import { task } from 'verdigris'

namespace Sizes {
  export const small = 1
}
export namespace Sizes.Deep {
  export const large = 10
}

export const run = () => task('path', () => [Sizes.small, Sizes.Deep.large])
