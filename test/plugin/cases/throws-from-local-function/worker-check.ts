export default ({ limit }) => {
  class LimitError extends RangeError {
    override name = 'LimitError'
  }
  const check = (n: number) => {
    if (n > limit) throw new LimitError(`more than ${limit}`)
    return n
  }
  return () => [1, 2, 3].map((n) => check(n))
}
