import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default ({ factor }) => {
  const scale = (n: number) => n * factor
  return async () => {
    const offset = 1
    const shift = (n: number) => scale(n) + offset
    const inner = await task(__verdigris_site('inner', 'input.ts:8:25', __verdigris_bundle), () => ({ offset, factor }))
    return [...inner, await task(__verdigris_site('deep', 'input.ts:9:29', __verdigris_bundle), () => ({ offset, factor }))]
  }
}
