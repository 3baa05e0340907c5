import { task } from 'verdigris'

export async function run() {
  const of = 1, get = 2, async = 3, type = 4, from = 5, undefined = 6, as = 7
  return task('names', () => ({ of, get, async, type, from, undefined, sum: of + as }))
}
