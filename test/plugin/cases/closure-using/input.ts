import { task } from 'verdigris'

const log: string[] = []
class Resource {
  constructor(readonly name: string) {}
  [Symbol.dispose]() {
    log.push(`closed ${this.name}`)
  }
  async [Symbol.asyncDispose]() {
    log.push(`ended ${this.name}`)
  }
}

export const run = () =>
  task('using', async () => {
    {
      using first = new Resource('first')
      await using second = new Resource('second')
      log.push(first.name + second.name)
      for (using each of [new Resource('each')]) log.push(each.name)
    }
    return log
  })
