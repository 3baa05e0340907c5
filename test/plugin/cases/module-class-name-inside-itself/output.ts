import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

class Parser {
  static version = 2
  parse(text: string) {
    return task(__verdigris_site('parse', 'input.ts:6:12', __verdigris_bundle), () => ({ text }))
  }
  read(text: string) {
    return text.length
  }
}

export const run = () => new Parser().parse('four')
