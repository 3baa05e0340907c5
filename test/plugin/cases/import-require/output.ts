import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import path = require('node:path')

namespace Space {
  export namespace Inner {
    export const value = 5
  }
}

import Alias = Space.Inner

export const run = () => task(__verdigris_site('require', 'input.ts:12:26', __verdigris_bundle), () => ({}))
