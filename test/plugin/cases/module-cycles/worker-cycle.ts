function isEven(n: number): boolean {
  return n === 0 ? YES : isOdd(n - 1)
}
const isOdd = (n: number): boolean => (n === 0 ? NO : isEven(n - 1))
const NO = false
const YES = true
export default () => () => isEven(10)
