import { task } from 'verdigris'

export function run() {
  var self = function inner(n) {
    return n > 2 ? n : inner(n + 1)
  }
  return task('cjs', () => self(0))
}
