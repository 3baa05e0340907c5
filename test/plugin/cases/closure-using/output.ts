import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

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
  task(__verdigris_site('using', 'input.ts:15:3', __verdigris_bundle), () => ({}))
