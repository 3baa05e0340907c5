import { pool, worker } from 'verdigris'

export let total = 0
export const seen = new Set<number>()
export async function run(user: { n: number }) {
  let count = 0
  const cache = new Map<number, number>()
  const fine = await worker('fine', () => {
    let own = count
    return () => (own += 1)
  })
  return [
    fine,
    worker('captured', () => () => {
      count += 1
    }),
    pool('several', { size: 2 }, () => (n: number) => cache.set(n, n)),
    worker('member', () => ({ set: (n: number) => { user.n = n } })),
    worker('module', () => () => {
      total += 1
      seen.add(total)
    }),
  ]
}
