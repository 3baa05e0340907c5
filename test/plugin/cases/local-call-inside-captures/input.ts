import { task } from 'verdigris'

export async function run() {
  const base = 1
  const work = async function self() {
    return task('inner', () => base + 1)
  }
  return task('outer', work)
}
