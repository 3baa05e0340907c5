import { task } from 'verdigris'

const LANG = 'eng', UNUSED = expensive(), QUALITY = LANG.length * 2
function expensive() {
  return 1
}
export const limits = { quality: QUALITY }

export const run = () => task('const', () => [LANG, limits.quality])
