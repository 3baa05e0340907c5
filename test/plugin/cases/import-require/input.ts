import { task } from 'verdigris'
import path = require('node:path')

namespace Space {
  export namespace Inner {
    export const value = 5
  }
}

import Alias = Space.Inner

export const run = () => task('require', () => [path.basename('/a/b'), Alias.value])
