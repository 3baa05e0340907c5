import { task } from 'verdigris'
import { basename, dirname } from 'node:path'
import * as url from 'node:url'

const suffix = '.ts'

export function run(file = '/a/b.ts') {
  const nameOf = () => basename(file, suffix)
  function both() {
    return [nameOf(), url.pathToFileURL(file).href]
  }
  return task('paths', () => [both(), dirname(file)])
}
