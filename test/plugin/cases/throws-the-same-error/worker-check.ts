const check = (n: number) => {
  if (n > 1) throw new RangeError(`too big: ${n}`)
  return n
}
export default ({ n }) => () => check(n)
