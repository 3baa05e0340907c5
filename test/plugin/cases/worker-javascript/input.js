'use strict'
import { worker, supervise } from 'verdigris'
import lib, { base } from './lib.js'

export const run = async () => {
  let a, b
  const app = await supervise({ strategy: 'one-for-all' }, [
    async () => (a = await worker('first', () => (n) => lib(n) + base)),
    async () => (b = await worker('second', function () {
      return { add: (n) => n + base, count() { return [...arguments].length } }
    })),
  ])
  const found = [await a.call(1), await b.call.add(2), await b.call.count(1, 2, 3)]
  await app.close()
  return found
}
