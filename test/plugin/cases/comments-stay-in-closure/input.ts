import { task } from 'verdigris' // the package
// about the constant
const N = 1 // one

export const run = () =>
  task(
    'comments', // the label
    /* options */ { timeout: 1 },
    // the closure
    () => {
      // inside
      return N /* n */
    }, // after
  )
