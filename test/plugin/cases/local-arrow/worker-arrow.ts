export default ({ base }) => {
  const add = (n: number) => n + base
  const twice = function (n: number) {
      return add(add(n))
    }
  const never = <T,>(value: T): T => value
  const asserted = ((n: number) => never(n)) as (n: number) => number
  const defaults = ({ n = twice(1) }: { n?: number } = {}, ...rest: number[]) => [n, rest.length]
  return () => [twice(1), asserted(2), defaults(), add.name, twice.name]
}
