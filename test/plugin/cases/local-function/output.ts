import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const UNIT = 'px'

export async function run(scale = 2) {
  const limit = 3
  function show(n: number) {
    return `${n * scale}${UNIT}`
  }
  function unused() {
    return show(1)
  }
  void unused
  return task(__verdigris_site('show', 'input.ts:23:10', __verdigris_bundle), () => ({ limit, scale }))
}
