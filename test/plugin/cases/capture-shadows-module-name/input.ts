import { task } from 'verdigris'

const value = 'module'
const read = () => value

export async function run() {
  const value = 'local'
  return task('both', () => [value, read()])
}
