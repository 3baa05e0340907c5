import { task } from 'verdigris'

export async function run() {
  function* numbers(to: number) {
    for (let n = 0; n < to; n += 1) yield n
  }
  const later = async (n: number) => n + 1
  async function* both() {
    for (const n of numbers(3)) yield await later(n)
  }
  return task('generators', async () => {
    const seen = []
    for await (const n of both()) seen.push(n)
    return seen
  })
}
