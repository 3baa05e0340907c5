import { task } from 'verdigris'

class Holder {
  static result: Promise<unknown>
  static {
    const local = 'static'
    const show = () => local
    this.result = task('static-block', () => show())
  }
}

export const run = async () => [await Holder.result, await Promise.resolve(1).then((n) => { const f = () => n; return task('then', f) })]
