import { task } from 'verdigris'
import { value } from './lib'

export async function run() {
  const fromModule = value
  return task('shadowed', () => {
    const value = fromModule + 1
    return value
  })
}
