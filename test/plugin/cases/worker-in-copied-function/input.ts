import { task, worker } from 'verdigris'
import type { WorkerHandle } from 'verdigris'
import { scale } from './lib'

let codec: Promise<WorkerHandle<(n: number) => number>> | undefined
function openCodec() {
  codec ??= worker('codec', () => (n: number) => scale(n))
  return codec
}
const decode = async (n: number) => (await openCodec()).call(n)

export const run = () => task('decode', async () => [await decode(1), await decode(2)])
