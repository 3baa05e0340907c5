'use strict'
import { worker, supervise } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.js&verdigris'

export const run = async () => {
  let a, b
  const app = await supervise({ strategy: 'one-for-all' }, [
    async () => (a = await worker(__verdigris_site('first', 'input.js:8:28', __verdigris_bundle), () => ({}))),
    async () => (b = await worker(__verdigris_site('second', 'input.js:9:28', __verdigris_bundle), () => ({}))),
  ])
  const found = [await a.call(1), await b.call.add(2), await b.call.count(1, 2, 3)]
  await app.close()
  return found
}
