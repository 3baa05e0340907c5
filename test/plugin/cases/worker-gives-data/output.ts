import { pool, task, worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const size = 2

export async function run() {
  const codec = await worker(__verdigris_site('codec', 'input.ts:6:23', __verdigris_bundle), () => ({}))
  const { label = 'none' } = codec
  const first = await codec.call.decode(1)
  const state = codec.state
  const config = { handle: codec, name: 'x' }
  const { name } = config
  const [shared, count] = [await pool(__verdigris_site('shared', 'input.ts:12:34', __verdigris_bundle), { size }, () => ({})), size]
  const both = await Promise.all([codec.call.decode(2), shared.call()])
  const text = await task(__verdigris_site('uses', 'input.ts:14:22', __verdigris_bundle), () => ({ label, first, state, name, count, both }))
  const sizes = await task(__verdigris_site('shadows', 'input.ts:15:23', __verdigris_bundle), () => ({}))
  return [text, sizes, config.name]
}
