import { task } from 'verdigris'

export async function run() {
  return task('inner', () => {
    function count() {
      return arguments.length
    }
    const object = {
      value: 3,
      read() {
        return this.value
      },
      get twice() {
        return [this].length * 2
      },
    }
    class Base {
      name() {
        return 'base'
      }
    }
    class Derived extends Base {
      name = super.name
      static made = new.target
    }
    return [count.call(null), object.read(), object.twice, new Derived().name(), Derived.made]
  })
}
