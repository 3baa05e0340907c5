import { task } from 'verdigris'

export function run() {
  const helper = () => 'outer'
  const use = () => helper()
  {
    const helper = () => 'inner'
    return task('same', () => [use(), helper()])
  }
}
