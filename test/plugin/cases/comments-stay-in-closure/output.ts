import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'; // the package
// about the constant
const N = 1 // one

export const run = () =>
  task(
    __verdigris_site('comments', 'input.ts:6:3', __verdigris_bundle), // the label
    /* options */ { timeout: 1 },
    // the closure
    () => ({}), // after
  )
