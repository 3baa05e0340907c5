import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

class Holder {
  static result: Promise<unknown>
  static {
    const local = 'static'
    this.result = task(__verdigris_site('static-block', 'input.ts:8:19', __verdigris_bundle), () => ({ local }))
  }
}

export const run = async () => [await Holder.result, await Promise.resolve(1).then((n) => {  return task(__verdigris_site('then', 'input.ts:12:119', __verdigris_bundle), () => ({ n })) })]
