import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default ({ n }) => {
  const self = async function self(n: number): Promise<string> {
    return n === 0 ? 'done' : task(__verdigris_site('self', 'input.ts:5:31', __verdigris_bundle), () => ({ n }))
  }
  return () => self(n - 1)
}
