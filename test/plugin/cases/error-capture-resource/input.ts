import { task } from 'verdigris'

using top = { [Symbol.dispose]() {} }
const usesTop = () => top
export async function run() {
  using db = open()
  await using file = open()
  for (using each of [open()]) task('loop', () => each)
  return [task('local', () => [db, file]), task('module', () => top), task('through', () => usesTop())]
}
declare function open(): Disposable & AsyncDisposable
