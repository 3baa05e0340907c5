import { task } from 'verdigris'

class Parser {
  static version = 2
  parse(text: string) {
    return task('parse', () => new Parser().read(text) + Parser.version)
  }
  read(text: string) {
    return text.length
  }
}

export const run = () => new Parser().parse('four')
