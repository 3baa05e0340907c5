import { task } from 'verdigris'

export async function run() {
  let count = 1
  const next = () => ++count
  {
    let count = 10
    const inner = () => (count += next())
    return task('block', () => [inner(), inner()])
  }
}
