import { task } from 'verdigris'

export function run(limit = 2) {
  class LimitError extends RangeError {
    override name = 'LimitError'
  }
  const check = (n: number) => {
    if (n > limit) throw new LimitError(`more than ${limit}`)
    return n
  }
  return task('check', () => [1, 2, 3].map((n) => check(n)))
}
