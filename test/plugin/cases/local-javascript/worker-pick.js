export default ({ list }) => {
  const isOdd = function (n) {
    return n % 2 === 1
  }
  const pick = (all) => all.filter(isOdd)
  return () => pick(list)
}
