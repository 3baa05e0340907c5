import { task, worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import type { WorkerHandle } from 'verdigris'

let codec: Promise<WorkerHandle<(n: number) => number>> | undefined
function openCodec() {
  codec ??= worker(__verdigris_site('codec', 'input.ts:7:13', __verdigris_bundle), () => ({}))
  return codec
}

export const run = () => task(__verdigris_site('decode', 'input.ts:12:26', __verdigris_bundle), () => ({}))
