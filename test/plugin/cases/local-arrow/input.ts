import { task } from 'verdigris'

export function run() {
  const base = 10,
    add = (n: number) => n + base,
    twice = function (n: number) {
      return add(add(n))
    }
  let never = <T,>(value: T): T => value
  const asserted = ((n: number) => never(n)) as (n: number) => number
  const defaults = ({ n = twice(1) }: { n?: number } = {}, ...rest: number[]) => [n, rest.length]
  return task('arrow', () => [twice(1), asserted(2), defaults(), add.name, twice.name])
}
