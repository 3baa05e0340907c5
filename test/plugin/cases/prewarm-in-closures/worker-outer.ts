import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
function warm() {
  return task.prewarm(__verdigris_site('inner', 'input.ts:4:10', __verdigris_bundle))
}
export default () => {
  const local = () => task.prewarm(__verdigris_site('inner', 'input.ts:8:23', __verdigris_bundle), { cwd: '/' })
  return async () => {
    await warm()
    await local()
    await task.prewarm(__verdigris_site('inner', 'input.ts:12:11', __verdigris_bundle))
    return task(__verdigris_site('inner', 'input.ts:13:12', __verdigris_bundle), () => ({}))
  }
}
