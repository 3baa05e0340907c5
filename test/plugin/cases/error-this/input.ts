import { task } from 'verdigris'

class Reader {
  #size = 1
  size = 2
  static read = task('static', () => this.name)
  read() {
    const other = this
    return task('method', () => this.size + other.#size + super.toString().length)
  }
  delayed = () => task('field', async () => ({ a: () => [this] }))
  [task('key', () => this)] = 1
  own() {
    return task('own', function (this: { n: number }) {
      return this.n
    })
  }
  has(x: object) {
    return task('in', () => #size in x)
  }
}
export const top = task('top', () => this)
export const jsx = 'this'
