import { task } from 'verdigris'

class Service {
  size = 3
  work = () => {
    const { size } = this
    const double = () => size * 2
    return task('field', () => double())
  }
  static async all() {
    const local = (n: number) => n + 1
    return [await new Service().work(), await new Service().method(), await task('static', () => local(1))]
  }
  async method(add = (n: number) => n + 1) {
    const value = add(1)
    function show() {
      return `value ${value}`
    }
    return task('method', () => show())
  }
}

export const run = () => Service.all()
