import { pool, task, worker } from 'verdigris'

worker('a', function* () { yield 1 })
pool('b', { size: 2 }, async function* numbers() {
  yield 1
})
worker('c', (function* () { yield 1 }) as never)
worker('fine', () => function* () { yield 1 })
task('fine too', function* () { yield 1 })
