import { task } from 'verdigris'

export function run(values: number[] = [3, 1]) {
  const largest = () => Math.max(...values)
  return call({ max: () => 'local' })

  function call(Math: { max: () => string }) {
    const word = Math.max()
    const own = () => largest()
    return task('global', () => [own(), word])
  }
}
