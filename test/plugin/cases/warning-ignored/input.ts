import { task } from 'verdigris'

export async function run() {
  const user = { n: 1 }
  // verdigris-ignore-next-line capture-mutated
  await task('one', () => { user.n = 2 })
  /* verdigris-ignore-next-line copy-mutated, capture-mutated */
  await task('two', () => { user.n = 3 })
  // verdigris-ignore-next-line copy-mutated
  await task('other', () => { user.n = 4 })
  // verdigris-ignore-next-line label-not-literal
  return user
}
