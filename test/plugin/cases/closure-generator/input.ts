import { task } from 'verdigris'

const collect = async (rows: AsyncIterable<number> | Promise<Iterable<number>>) => {
  const list: number[] = []
  for await (const row of await rows) list.push(row)
  return list
}

export async function run() {
  const from = 1
  return [
    await collect(task('sync', function* () { yield* [from, from + 1] })),
    await collect(task('async', async function* rows(n = from) { yield n; yield await n })),
  ]
}
