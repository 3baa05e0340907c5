import { task } from 'verdigris'

let depth = 0
async function work(): Promise<number> {
  depth += 1
  return depth > 1 ? depth : (await task('inner', () => 5)) + depth
}

export const run = () => task('work', work)
