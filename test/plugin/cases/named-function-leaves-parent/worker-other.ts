import { basename } from 'node:path'
function work() {
  return basename('/a/b')
}
const other = () => work()
export default () => other
