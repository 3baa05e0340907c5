import { task } from 'verdigris'
import { basename } from 'node:path'

function work() {
  return basename('/a/b')
}
const other = () => work()

export const run = async () => [await task('work', work), await task('other', other)]
