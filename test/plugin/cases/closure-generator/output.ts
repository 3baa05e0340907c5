import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const collect = async (rows: AsyncIterable<number> | Promise<Iterable<number>>) => {
  const list: number[] = []
  for await (const row of await rows) list.push(row)
  return list
}

export async function run() {
  const from = 1
  return [
    await collect(task(__verdigris_site('sync', 'input.ts:12:19', __verdigris_bundle, 'generator'), () => ({ from }))),
    await collect(task(__verdigris_site('async', 'input.ts:13:19', __verdigris_bundle, 'generator'), () => ({ from }))),
  ]
}
