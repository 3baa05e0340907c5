import { basename, dirname } from 'node:path'
import * as url from 'node:url'
const suffix = '.ts'
export default ({ file }) => {
  const nameOf = () => basename(file, suffix)
  function both() {
    return [nameOf(), url.pathToFileURL(file).href]
  }
  return () => [both(), dirname(file)]
}
