import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default ({ base }) => {
  const work = async function self() {
    return task(__verdigris_site('inner', 'input.ts:6:12', __verdigris_bundle), () => ({ base }))
  }
  return work
}
