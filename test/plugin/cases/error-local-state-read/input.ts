import { task } from 'verdigris'

export async function run() {
  let count = 0
  const increment = () => {
    count += 1
  }
  const outer = () => increment()
  await task('lost', () => outer())
  return count
}
