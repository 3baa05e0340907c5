import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const image = new Uint8Array([1, 2, 3])
  let scale = 2
  scale += 1
  return task(__verdigris_site('scale', 'input.ts:7:10', __verdigris_bundle), () => ({ image, scale }))
}
