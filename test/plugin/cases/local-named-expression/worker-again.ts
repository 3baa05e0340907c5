import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { task } from 'verdigris'
export default () => {
  const Own = class Own {
    constructor(public n = 1) {}
    again() {
      return task(__verdigris_site('again', 'input.ts:10:14', __verdigris_bundle), () => ({}))
    }
  }
  return () => new Own(5).n
}
