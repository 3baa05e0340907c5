import { basename } from 'node:path'
function work() {
  return basename('/a/b')
}
export default () => work
