import { task } from 'verdigris'

export async function run(list: number[]) {
  let id = 0
  const next = () => ++id
  const chosen = async () => Object
  class Counted {
    static id = next()
  }
  class Block {
    static size = 0
    static {
      this.size = list.length
    }
  }
  list.push(1)
  class Waiting extends (await chosen()) {}
  class Calling {
    static work = task('inner', () => 1)
  }
  let key = 'a'
  key = 'b'
  class Keyed {
    [key] = 1
  }
  class Fine {
    static later = () => id
  }
  return [
    task('counted', () => Counted.id),
    task('block', () => Block.size),
    task('waiting', () => new Waiting()),
    task('calling', () => Calling.work),
    task('keyed', () => new Keyed()),
    task('fine', () => Fine.later()),
  ]
}
