import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

class Service {
  size = 3
  work = () => {
    const { size } = this
    return task(__verdigris_site('field', 'input.ts:8:12', __verdigris_bundle), () => ({ size }))
  }
  static async all() {
    return [await new Service().work(), await new Service().method(), await task(__verdigris_site('static', 'input.ts:12:77', __verdigris_bundle), () => ({}))]
  }
  async method(add = (n: number) => n + 1) {
    const value = add(1)
    return task(__verdigris_site('method', 'input.ts:19:12', __verdigris_bundle), () => ({ value }))
  }
}

export const run = () => Service.all()
