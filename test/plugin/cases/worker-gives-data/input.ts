import { pool, task, worker } from 'verdigris'

const size = 2

export async function run() {
  const codec = await worker('codec', () => ({ decode: (n: number) => n + size, pid: () => 7 }))
  const { label = 'none' } = codec
  const first = await codec.call.decode(1)
  const state = codec.state
  const config = { handle: codec, name: 'x' }
  const { name } = config
  const [shared, count] = [await pool('shared', { size }, () => () => size), size]
  const both = await Promise.all([codec.call.decode(2), shared.call()])
  const text = await task('uses', () => [label, first, state, name, count, both])
  const sizes = await task('shadows', () => [{ codec: 1 }].map(({ codec }) => codec))
  return [text, sizes, config.name]
}
