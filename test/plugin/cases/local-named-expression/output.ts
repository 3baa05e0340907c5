import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export const run = async () => {
  const outer = async function self(n: number): Promise<string> {
    return n === 0 ? 'done' : task(__verdigris_site('self', 'input.ts:5:31', __verdigris_bundle), () => ({ n }))
  }
  const Made = class Own {
    constructor(public n = 1) {}
    again() {
      return task(__verdigris_site('again', 'input.ts:10:14', __verdigris_bundle), () => ({}))
    }
  }
  return [await outer(2), await new Made().again()]
}
