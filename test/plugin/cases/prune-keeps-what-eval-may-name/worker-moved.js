import { native } from './native'
function open() {
  return native()
}
export default () => () => open()
