import { registry } from './lib'
function counter() {
  return counter.calls++
}
export default () => () => [registry.get(1), counter()]
