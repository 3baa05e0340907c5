const base = 10
export default ({ depth }) => function sum(n = depth): number {
    return n === 0 ? base : n + sum(n - 1)
  }
