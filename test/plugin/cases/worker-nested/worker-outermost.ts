import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { worker } from 'verdigris'
export default ({ a, b }) => async () => {
    const handle = await worker(__verdigris_site('worker-in-task', 'input.ts:18:26', __verdigris_bundle), () => ({ a }))
    return handle.call(b)
  }
