import { pool, supervise, task, worker } from 'verdigris'

const codec = await worker('codec', () => ({ decode: (n: number) => n }))
export const shared = await pool({ size: 2 })
const thumbs = pool('thumbs', () => (n: number) => n)
const app = await supervise({}, [() => worker('child', () => () => 1)])
let late: Awaited<typeof thumbs>
export async function start() {
  late = await thumbs
}
const decode = (n: number) => codec.call.decode(n)

export const run = (n: number) => [
  task('direct', () => codec.call.decode(n)),
  task('through', () => decode(n)),
  task('options', () => task('inner', { pool: shared }, () => n)),
  worker('promise', () => async () => (await thumbs).call(n)),
  pool('supervisor', () => () => app.close()),
  task('late', () => late.call(n)),
  task('fine', { pool: shared }, () => n),
]
