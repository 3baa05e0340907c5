import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { worker } from 'verdigris'
let codec: Promise<WorkerHandle<(n: number) => number>> | undefined
function openCodec() {
  codec ??= worker(__verdigris_site('codec', 'input.ts:7:13', __verdigris_bundle), () => ({}))
  return codec
}
const decode = async (n: number) => (await openCodec()).call(n)
export default () => async () => [await decode(1), await decode(2)]
