import { task } from 'verdigris'

export async function run() {
  const list = [1]
  const holder = { list }
  return task('shared', () => holder.list === list)
}
