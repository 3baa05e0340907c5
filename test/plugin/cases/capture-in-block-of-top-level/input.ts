import { task } from 'verdigris'

const results: number[] = []
for (const n of [1, 2]) {
  const doubled = n * 2
  results.push(await task('block', () => doubled + n))
}
for (var i = 0; i < 2; i++) results.push(await task('var', () => i))

export const run = () => results
