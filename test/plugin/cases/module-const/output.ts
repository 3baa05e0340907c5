import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const LANG = 'eng', UNUSED = expensive(), QUALITY = LANG.length * 2
function expensive() {
  return 1
}
export const limits = { quality: QUALITY }

export const run = () => task(__verdigris_site('const', 'input.ts:9:26', __verdigris_bundle), () => ({}))
