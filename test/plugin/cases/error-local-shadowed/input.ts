import { task } from 'verdigris'

export function run(limit = 1) {
  const isSmall = (n: number) => n < limit
  return [1, 2].map((limit) => task('shadowed', () => isSmall(limit)))
}
