import { task } from 'verdigris'

const limit = 'module'
const read = () => limit

export function run(limit = 'parameter') {
  const outer = () => `${read()} ${limit}`
  function make(prefix: string) {
    const inner = () => prefix + outer()
    return task('value', () => [inner(), limit, prefix])
  }
  return make('prefix ')
}
