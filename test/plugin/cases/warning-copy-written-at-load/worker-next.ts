let count = 0
const next = () => ++count
let memo: number | undefined
const cached = () => {
  if (memo === undefined) memo = 5
  return memo
}
export default () => () => [next(), cached()].length
